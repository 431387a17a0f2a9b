import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { toProblem } from '../../api/problems';
import {
  type Preview,
  type Target as TargetChoice,
  targetsQuery,
  type Upload,
  useImport,
} from '../../api/uploads';
import { upload as words } from '../../text/en/upload';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { QueryState } from '../../ui/QueryState';
import { Select } from '../../ui/Select';
import { Notice } from '../../ui/State';
import { type Choices, importOptions, type Obstacle, obstacle, tableNameOf } from './choices';

interface Props {
  upload: Upload;
  preview: Preview;
  choices: Choices;
}

/** Where the table goes and what it is called. What leaves no choice is not asked. */
export function Target(props: Props) {
  const targets = useQuery(targetsQuery);
  return (
    <section className="stack target" aria-label={words.target}>
      <h2>{words.target}</h2>
      <QueryState query={targets} explain={toProblem}>
        {(list) =>
          list.length === 0 ? (
            <Notice tone="warn" title={words.noTargets}>
              {words.noTargetsText}
            </Notice>
          ) : (
            <TargetForm {...props} targets={list} />
          )
        }
      </QueryState>
    </section>
  );
}

function TargetForm({ upload, preview, choices, targets }: Props & { targets: TargetChoice[] }) {
  const [name, setName] = useState(tableNameOf(upload.fileName));
  const [connectionId, setConnection] = useState(targets[0]?.connectionId ?? '');
  const [destination, setDestination] = useState<string | null>(null);
  const [onReject, setOnReject] = useState<'stop' | 'load'>('stop');
  const start = useImport(upload.uploadId);
  const destinations = targets.find((target) => target.connectionId === connectionId)?.destinations ?? [];
  const destinationId = destination ?? destinations[0]?.destinationId;
  const blocked = obstacle(choices, preview);
  const isWaiting = upload.state === 'receiving';

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isWaiting || blocked || !name.trim()) return;
    start.mutate({
      connectionId,
      ...(destinationId && { destinationId }),
      name: name.trim(),
      options: importOptions(choices),
      onReject,
    });
  }

  return (
    <form className="stack" onSubmit={submit} noValidate>
      <div className="target-fields">
        <TextField
          label={words.tableName}
          isRequired
          value={name}
          onChange={setName}
          maxLength={200}
          error={name.trim() ? undefined : words.tableNameMissing}
        />
        {targets.length > 1 && (
          <Select
            label={words.connection}
            isRequired
            choices={targets.map((target) => ({ value: target.connectionId, label: target.name }))}
            value={connectionId}
            onChange={(value) => {
              setConnection(value);
              setDestination(null);
            }}
          />
        )}
        {destinations.length > 1 && (
          <Select
            label={words.destination}
            isRequired
            choices={destinations.map(({ destinationId: value, label }) => ({ value, label }))}
            value={destinationId ?? null}
            onChange={setDestination}
          />
        )}
        <Select
          label={words.onReject}
          isRequired
          choices={[
            { value: 'stop', label: words.stop },
            { value: 'load', label: words.load },
          ]}
          value={onReject}
          onChange={(value) => setOnReject(value === 'load' ? 'load' : 'stop')}
        />
      </div>
      {blocked && <Notice tone="bad">{obstacleWords(blocked)}</Notice>}
      {start.error && <Refusal error={start.error} />}
      <div className="row">
        <Button
          type="submit"
          look="primary"
          isPending={start.isPending}
          isDisabled={isWaiting || blocked !== null || !name.trim()}
        >
          {words.start}
        </Button>
        {isWaiting && <span className="muted">{words.startWaiting}</span>}
      </div>
    </form>
  );
}

function Refusal({ error }: { error: unknown }) {
  const { message, hint } = toProblem(error);
  return (
    <Notice tone="bad" title={message}>
      {hint && <p>{hint}</p>}
    </Notice>
  );
}

function obstacleWords(found: Obstacle): string {
  return found.is === 'sameName' ? words.sameName(found.name) : words[found.is];
}
