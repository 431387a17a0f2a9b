import { Controller, useFormContext } from 'react-hook-form';
import type { Connection, Field } from '../../api/model';
import { connections as text } from '../../text/en/connections';
import { Button } from '../../ui/Button';
import { Select } from '../../ui/Select';
import { type ConnectionForm, isSecret } from './model';
import { Typed } from './Typed';

interface PlatformFieldProps {
  field: Field;
  group: 'details' | 'destination';
  saved?: Connection | undefined;
  isDisabled?: boolean;
}

/** One input as the platform's driver describes it. */
export function PlatformField({ field, group, saved, isDisabled = false }: PlatformFieldProps) {
  const name = `${group}.${field.name}` as const;
  const shared = { label: field.label, help: field.help, isRequired: field.required, isDisabled };
  if (isSecret(field))
    return <SecretField field={field} isStored={saved?.secretsSet.includes(field.name) ?? false} />;
  if (field.type !== 'choice') {
    return <Typed {...shared} name={name} inputMode={field.type === 'number' ? 'numeric' : 'text'} />;
  }
  return (
    <Controller<ConnectionForm, typeof name>
      name={name}
      render={({ field: input, fieldState }) => (
        <Select
          {...shared}
          choices={field.choices ?? []}
          value={input.value || null}
          onChange={input.onChange}
          error={fieldState.error?.message}
        />
      )}
    />
  );
}

// A stored secret is never shown: typing replaces it, and it can be removed.
function SecretField({ field, isStored }: { field: Field; isStored: boolean }) {
  const { watch, setValue } = useFormContext<ConnectionForm>();
  const removed = watch('removedSecrets');
  const isRemoved = removed.includes(field.name);
  const toggle = () =>
    setValue(
      'removedSecrets',
      isRemoved ? removed.filter((name) => name !== field.name) : [...removed, field.name],
      {
        shouldDirty: true,
      },
    );
  const multiline = field.type === 'secretText';
  return (
    <>
      <Typed
        name={`details.${field.name}`}
        label={field.label}
        help={field.help}
        isRequired={field.required}
        multiline={multiline}
        {...(!multiline && { type: 'password' as const })}
        placeholder={isStored ? (isRemoved ? text.secretRemoved : text.stored) : undefined}
      />
      {isStored && !field.required && (
        <div className="field-aside">
          <Button look="quiet" onPress={toggle}>
            {isRemoved ? text.keepSecret(field.label) : text.removeSecret(field.label)}
          </Button>
        </div>
      )}
    </>
  );
}
