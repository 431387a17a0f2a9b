import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { toProblem } from '../../api/problems';
import type { Preview } from '../../api/reading';
import { type Target as TargetChoice, targetsQuery, type Upload, useImport } from '../../api/uploads';
import { upload as words } from '../../text/en/upload';
import { Button } from '../../ui/Button';
import { QueryState } from '../../ui/QueryState';
import { Select } from '../../ui/Select';
import { Notice } from '../../ui/State';
import { type Obstacle, obstacle } from './choices';
import type { Change, Draft, TargetDraft } from './draft';
import { NewTable } from './NewTable';
import { OnReject } from './OnReject';
import { isComplete, requestOf } from './request';
import { SchemaCheck } from './SchemaCheck';
import { TableChoice } from './TableChoice';

interface Props {
  upload: Upload;
  preview: Preview;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** What becomes of the file: a new table, or a change of one. What leaves no choice is not asked. */
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
  const { target } = draft;
  const request = requestOf(upload, draft, targets);
  const [isAcceptable, setAcceptable] = useState(true);
  const set = (change: Partial<TargetDraft>) => onChange({ ...draft, target: { ...target, ...change } });
  const blocked = obstacle(draft.choices, preview);
  const isWaiting = upload.state === 'receiving';
  const isNew = target.change === 'create';
  const isReady = !isWaiting && !blocked && isComplete(request) && (isNew || isAcceptable);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isReady) start.mutate(request);
  }

  return (
    <form className="stack" onSubmit={submit} noValidate>
      <div className="target-fields">
        <Select
          label={words.change}
          isRequired
          choices={Object.entries(words.changes).map(([value, label]) => ({ value, label }))}
          value={target.change}
          onChange={(change) => set({ change: change as Change, isAccepted: false })}
        />
        {isNew && <NewTable target={target} request={request} targets={targets} onChange={set} />}
        {!isNew && <TableChoice target={target} onChange={set} />}
        <OnReject target={target} onChange={set} />
      </div>
      {!isNew && <SchemaCheck upload={upload} draft={draft} onChange={set} onAcceptable={setAcceptable} />}
      {blocked && <Notice tone="bad">{obstacleWords(blocked)}</Notice>}
      {start.error && <Refusal error={start.error} />}
      <div className="row">
        <Button type="submit" look="primary" isPending={start.isPending} isDisabled={!isReady}>
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
