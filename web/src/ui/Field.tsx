import { CircleAlert } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import {
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
} from 'react-aria-components';
import { common } from '../text/en/common';

export interface FieldProps {
  label: string;
  help?: ReactNode;
  /** What is wrong with the value; empty if nothing is. */
  error?: string | undefined;
  isRequired?: boolean;
}

export interface TextFieldProps extends FieldProps, Omit<AriaTextFieldProps, 'children' | 'className'> {
  placeholder?: string | undefined;
  multiline?: boolean;
  inputRef?: Ref<HTMLInputElement & HTMLTextAreaElement>;
}

/** A line (or lines) of text with its label, help and error. */
export function TextField(props: TextFieldProps) {
  const { label, help, error, placeholder, multiline, inputRef, ...rest } = props;
  return (
    <AriaTextField {...rest} className="field" isInvalid={Boolean(error)} validationBehavior="aria">
      <FieldLabel label={label} isRequired={props.isRequired ?? false} />
      {multiline ? (
        <TextArea className="input" placeholder={placeholder} ref={inputRef} spellCheck={false} />
      ) : (
        <Input className="input" placeholder={placeholder} ref={inputRef} />
      )}
      <FieldFoot help={help} error={error} />
    </AriaTextField>
  );
}

/** The label of a field; fields that may stay empty say so. */
export function FieldLabel({ label, isRequired }: { label: string; isRequired: boolean }) {
  return (
    <Label className="field-label">
      {label}
      {!isRequired && <span className="field-optional"> {common.optional}</span>}
    </Label>
  );
}

/** What stands below a field: its help, and its error if it has one. */
export function FieldFoot({ help, error }: { help?: ReactNode; error?: string | undefined }) {
  return (
    <>
      {help && (
        <Text slot="description" className="field-help">
          {help}
        </Text>
      )}
      <FieldError className="field-error">
        {error && (
          <>
            <CircleAlert aria-hidden size={15} />
            <span>{error}</span>
          </>
        )}
      </FieldError>
    </>
  );
}
