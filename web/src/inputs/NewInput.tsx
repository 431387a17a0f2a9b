import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { createInput, type InputTable } from '../api/inputs';
import { toProblem } from '../api/problems';
import { type Target, targetsQuery } from '../api/uploads';
import { common } from '../text/en/common';
import { input as words } from '../text/en/input';
import { Button } from '../ui/Button';
import { TextField } from '../ui/Field';
import { QueryState } from '../ui/QueryState';
import { RadioList } from '../ui/RadioList';
import { Select } from '../ui/Select';
import { Notice } from '../ui/State';
import { useAction } from '../ui/useAction';
import { CsvChoice } from './CsvChoice';
import './input.css';
import { emptyDraft, missing, type NewDraft, requestOf } from './newDraft';
import { ParentChoice } from './ParentChoice';

interface Props {
  documentId: string;
  /** Told when the input table is there, an element of the document's draft. */
  onMade: (table: InputTable) => Promise<unknown>;
  onClose: () => void;
}

/** Makes an input table in a document: empty, from a CSV table, or linked to a parent. */
export function NewInput(props: Props) {
  const targets = useQuery(targetsQuery);
  return (
    <QueryState query={targets} explain={toProblem}>
      {(list) =>
        list.length === 0 ? (
          <Notice tone="warn" title={words.noTargets}>
            {words.noTargetsText}
          </Notice>
        ) : (
          <Form {...props} targets={list} />
        )
      }
    </QueryState>
  );
}

function Form({ documentId, onMade, onClose, targets }: Props & { targets: readonly Target[] }) {
  const [draft, setDraft] = useState<NewDraft>(() => emptyDraft(targets));
  const doing = useAction(['name', 'tableId', 'parent', 'keys']);
  const target = targets.find(({ connectionId }) => connectionId === draft.connectionId);
  const destinations = target?.destinations ?? [];
  const set = (change: Partial<NewDraft>) => {
    setDraft({ ...draft, ...change });
    doing.forget();
  };
  function submit(event: FormEvent) {
    event.preventDefault();
    const [field, why] = missing(draft) ?? [];
    if (field && why) return doing.refuse(field, why);
    void doing.run(
      async () => onMade(await createInput({ ...requestOf(draft), documentId })),
      () => {},
    );
  }
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <TextField
        label={words.name}
        isRequired
        maxLength={255}
        value={draft.name}
        onChange={(name) => set({ name })}
        error={doing.wrong('name')}
      />
      <RadioList
        label={words.newKind}
        choices={Object.entries(words.newKinds).map(([value, kind]) => ({ value, ...kind }))}
        value={draft.kind}
        onChange={(kind) => set({ kind: kind as NewDraft['kind'] })}
      />
      {targets.length > 1 && (
        <Select
          label={words.connection}
          isRequired
          choices={targets.map(({ connectionId, name }) => ({ value: connectionId, label: name }))}
          value={draft.connectionId}
          onChange={(connectionId) =>
            set({ ...emptyDraft(targets, connectionId), name: draft.name, kind: draft.kind })
          }
        />
      )}
      {destinations.length > 1 && (
        <Select
          label={words.destination}
          isRequired
          choices={destinations.map(({ destinationId, label }) => ({ value: destinationId, label }))}
          value={draft.destinationId}
          onChange={(destinationId) => set({ destinationId })}
        />
      )}
      {draft.kind === 'csv' && (
        <CsvChoice
          connectionId={draft.connectionId}
          value={draft.tableId}
          onChange={(tableId) => set({ tableId })}
          error={doing.wrong('tableId')}
        />
      )}
      {draft.kind === 'linked' && (
        <ParentChoice
          draft={draft}
          onChange={set}
          parentError={doing.wrong('parent')}
          keysError={doing.wrong('keys')}
        />
      )}
      {doing.problem && <Notice tone="bad">{doing.problem}</Notice>}
      <div className="dialog-actions">
        <Button onPress={onClose}>{common.cancel}</Button>
        <Button type="submit" look="primary" isPending={doing.isPending}>
          {words.create}
        </Button>
      </div>
    </form>
  );
}
