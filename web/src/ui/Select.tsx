import { ChevronDown } from 'lucide-react';
import {
  Button as AriaButton,
  Select as AriaSelect,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
} from 'react-aria-components';
import { FieldFoot, FieldLabel, type FieldProps } from './Field';

export interface Choice {
  value: string;
  label: string;
}

export interface SelectProps extends FieldProps {
  choices: readonly Choice[];
  value: string | null;
  onChange: (value: string) => void;
  placeholder?: string;
  /** In a table, where the column's heading is label enough to look at. */
  hideLabel?: boolean;
  /** What the closed list shows of the choice, if not its label. */
  showChosen?: (value: string) => string;
  isDisabled?: boolean;
}

/** One choice out of a short list. */
export function Select({
  label,
  help,
  error,
  choices,
  value,
  onChange,
  hideLabel,
  showChosen,
  ...props
}: SelectProps) {
  return (
    <AriaSelect
      {...props}
      {...(hideLabel && { 'aria-label': label })}
      className="field"
      value={value}
      onChange={(key) => key !== null && onChange(String(key))}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
    >
      {!hideLabel && <FieldLabel label={label} isRequired={props.isRequired ?? false} />}
      <AriaButton className="input select-button">
        <SelectValue>
          {({ defaultChildren }) => (value && showChosen ? showChosen(value) : defaultChildren)}
        </SelectValue>
        <ChevronDown aria-hidden size={16} />
      </AriaButton>
      <FieldFoot help={help} error={error} />
      <Popover className="popover">
        <ListBox items={choices.map((choice) => ({ ...choice, id: choice.value }))}>
          {(choice) => (
            <ListBoxItem className="option" textValue={choice.label}>
              {choice.label}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
