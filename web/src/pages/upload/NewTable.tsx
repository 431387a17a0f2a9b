import type { ImportRequest, Target } from '../../api/uploads';
import { upload as words } from '../../text/en/upload';
import { TextField } from '../../ui/Field';
import { Select } from '../../ui/Select';
import type { TargetDraft } from './draft';
import { Home } from './Home';

interface Props {
  target: TargetDraft;
  /** The import as it would be now. */
  request: ImportRequest;
  targets: readonly Target[];
  onChange: (change: Partial<TargetDraft>) => void;
}

/** What a new table is called and where it goes. */
export function NewTable({ target, request, targets, onChange }: Props) {
  const { connectionId = null, destinationId = null, name } = request;
  const destinations = targets.find((one) => one.connectionId === connectionId)?.destinations ?? [];
  return (
    <>
      <TextField
        label={words.tableName}
        isRequired
        value={target.name ?? name ?? ''}
        onChange={(next) => onChange({ name: next })}
        maxLength={200}
        error={name ? undefined : words.tableNameMissing}
      />
      {targets.length > 1 && (
        <Select
          label={words.connection}
          isRequired
          choices={targets.map((one) => ({ value: one.connectionId, label: one.name }))}
          value={connectionId}
          onChange={(next) => onChange({ connectionId: next, destinationId: undefined })}
        />
      )}
      <Home target={target} onChange={onChange} />
      {destinations.length > 1 && (
        <Select
          label={words.destination}
          isRequired
          choices={destinations.map((one) => ({ value: one.destinationId, label: one.label }))}
          value={destinationId}
          onChange={(next) => onChange({ destinationId: next })}
        />
      )}
    </>
  );
}
