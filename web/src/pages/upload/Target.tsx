import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { toProblem } from '../../api/problems';
import type { Preview } from '../../api/reading';
import { type Target as TargetChoice, targetsQuery, type Upload, useImport } from '../../api/uploads';
import { upload as words } from '../../text/en/upload';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { QueryState } from '../../ui/QueryState';
import { Select } from '../../ui/Select';
import { Notice } from '../../ui/State';
import { type Obstacle, obstacle } from './choices';
import type { Draft, TargetDraft } from './draft';
import { OnReject } from './OnReject';
import { requestOf } from './request';

interface Props {
  upload: Upload;
  preview: Preview;
  draft: Draft;
  onChange: (draft: Draft) => void;
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

function TargetForm({ upload, preview, draft, onChange, targets }: Props & { targets: TargetChoice[] }) {
  const start = useImport(upload.uploadId);
  const request = requestOf(upload, draft, targets);
  const set = (change: Partial<TargetDraft>) =>
    onChange({ ...draft, target: { ...draft.target, ...change } });
  const destinations =
    targets.find(({ connectionId }) => connectionId === request.connectionId)?.destinations ?? [];
  const blocked = obstacle(draft.choices, preview);
  const isWaiting = upload.state === 'receiving';

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isWaiting || blocked || !request.name) return;
    start.mutate(request);
  }

  return (
    <form className="stack" onSubmit={submit} noValidate>
      <div className="target-fields">
        <TextField
          label={words.tableName}
          isRequired
          value={draft.target.name ?? request.name}
          onChange={(name) => set({ name })}
          maxLength={200}
          error={request.name ? undefined : words.tableNameMissing}
        />
        {targets.length > 1 && (
          <Select
            label={words.connection}
            isRequired
            choices={targets.map((target) => ({ value: target.connectionId, label: target.name }))}
            value={request.connectionId ?? null}
            onChange={(connectionId) => set({ connectionId, destinationId: undefined })}
          />
        )}
        {destinations.length > 1 && (
          <Select
            label={words.destination}
            isRequired
            choices={destinations.map(({ destinationId: value, label }) => ({ value, label }))}
            value={request.destinationId ?? null}
            onChange={(destinationId) => set({ destinationId })}
          />
        )}
        <OnReject target={draft.target} onChange={set} />
      </div>
      {blocked && <Notice tone="bad">{obstacleWords(blocked)}</Notice>}
      {start.error && <Refusal error={start.error} />}
      <div className="row">
        <Button
          type="submit"
          look="primary"
          isPending={start.isPending}
          isDisabled={isWaiting || blocked !== null || !request.name}
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
