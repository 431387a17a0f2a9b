import { Controller, type FieldPath, useFormContext } from 'react-hook-form';
import { TextField, type TextFieldProps } from '../../ui/Field';
import type { ConnectionForm } from './model';

type TypedProps = Omit<TextFieldProps, 'name' | 'value' | 'onChange'> & { name: FieldPath<ConnectionForm> };

/** A text field of the connection form. */
export function Typed({ name, ...props }: TypedProps) {
  const { control, clearErrors } = useFormContext<ConnectionForm>();
  return (
    <Controller
      name={name}
      control={control}
      render={({ field, fieldState }) => (
        <TextField
          {...props}
          name={field.name}
          value={String(field.value)}
          onChange={(value) => {
            clearErrors(name);
            field.onChange(value);
          }}
          onBlur={field.onBlur}
          inputRef={field.ref}
          error={fieldState.error?.message}
          autoComplete="off"
        />
      )}
    />
  );
}
