import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { inputQuery, inputsQuery } from '../api/inputs';
import { toProblem } from '../api/problems';
import { tableQuery } from '../api/tables';
import { ObjectTree } from '../explorer/ObjectTree';
import { useColumns } from '../explorer/queries';
import { input as words } from '../text/en/input';
import { QueryState } from '../ui/QueryState';
import { Select } from '../ui/Select';
import { Checkbox } from '../ui/Toggle';
import { CsvChoice } from './CsvChoice';
import type { NewDraft } from './newDraft';

type Kind = keyof typeof words.parentKinds;

interface Props {
  draft: NewDraft;
  onChange: (change: Partial<NewDraft>) => void;
  parentError: string | undefined;
  keysError: string | undefined;
}

/** Chooses the table that the rows follow, and the columns that name a row there. */
export function ParentChoice({ draft, onChange, parentError, keysError }: Props) {
  const [kind, setKind] = useState<Kind>('csv');
  const { parent, connectionId } = draft;
  const take = (next: NewDraft['parent']) => onChange({ parent: next, keys: [] });
  return (
    <>
      <Select
        label={words.parentKind}
        isRequired
        choices={Object.entries(words.parentKinds).map(([value, label]) => ({ value, label }))}
        value={kind}
        onChange={(next) => {
          setKind(next as Kind);
          take(null);
        }}
      />
      {kind === 'csv' && (
        <CsvChoice
          connectionId={connectionId}
          value={parent?.tableId ?? null}
          onChange={(tableId) => take({ tableId })}
          error={parentError}
        />
      )}
      {kind === 'input' && (
        <InputChoice
          connectionId={connectionId}
          value={parent?.inputTableId ?? null}
          onChange={(inputTableId) => take({ inputTableId })}
          error={parentError}
        />
      )}
      {kind === 'warehouse' && (
        <>
          <div className="source-tree">
            <ObjectTree
              key={connectionId}
              connectionId={connectionId}
              chosen={parent?.path}
              onChoose={(path) => take({ path: [...path] })}
              onShare={undefined}
            />
          </div>
          <p className={parentError ? 'field-error' : 'muted small'} role="status">
            {parent?.path?.join('.') ?? parentError ?? words.chooseParent}
          </p>
        </>
      )}
      {parent?.tableId && <TableKeys {...{ draft, onChange, keysError }} tableId={parent.tableId} />}
      {parent?.inputTableId && (
        <InputKeys {...{ draft, onChange, keysError }} inputTableId={parent.inputTableId} />
      )}
      {parent?.path && <PathKeys {...{ draft, onChange, keysError }} path={parent.path} />}
    </>
  );
}

function InputChoice({ connectionId, value, onChange, error }: React.ComponentProps<typeof CsvChoice>) {
  const tables = useQuery(inputsQuery);
  return (
    <QueryState query={tables} explain={toProblem}>
      {(list) => (
        <Select
          label={words.parent}
          isRequired
          choices={list
            .filter((table) => table.connectionId === connectionId)
            .map(({ inputTableId, name }) => ({ value: inputTableId, label: name }))}
          value={value}
          onChange={onChange}
          error={error}
        />
      )}
    </QueryState>
  );
}

type KeysProps = Pick<Props, 'draft' | 'onChange' | 'keysError'>;

function TableKeys({ tableId, ...props }: KeysProps & { tableId: string }) {
  const table = useQuery(tableQuery(tableId));
  return (
    <QueryState query={table} explain={toProblem}>
      {({ columns }) => <Keys {...props} columns={columns.map(({ name }) => ({ key: name, name }))} />}
    </QueryState>
  );
}

function InputKeys({ inputTableId, ...props }: KeysProps & { inputTableId: string }) {
  const table = useQuery(inputQuery(inputTableId));
  return (
    <QueryState query={table} explain={toProblem}>
      {({ columns }) => (
        <Keys
          {...props}
          columns={columns
            .filter(({ removed }) => !removed)
            .map(({ columnId, name }) => ({ key: columnId, name }))}
        />
      )}
    </QueryState>
  );
}

function PathKeys({ path, ...props }: KeysProps & { path: readonly string[] }) {
  const columns = useColumns(props.draft.connectionId, path);
  return (
    <QueryState query={columns} explain={toProblem}>
      {({ entries }) => <Keys {...props} columns={entries.map(({ name }) => ({ key: name, name }))} />}
    </QueryState>
  );
}

function Keys({
  draft,
  onChange,
  keysError,
  columns,
}: KeysProps & { columns: { key: string; name: string }[] }) {
  const toggle = (key: string, isOn: boolean) =>
    onChange({ keys: isOn ? [...draft.keys, key] : draft.keys.filter((one) => one !== key) });
  return (
    <fieldset className="input-keys">
      <legend className="field-label">{words.keys}</legend>
      <p className="field-help">{words.keysHelp}</p>
      {columns.map(({ key, name }) => (
        <Checkbox key={key} isSelected={draft.keys.includes(key)} onChange={(isOn) => toggle(key, isOn)}>
          {name}
        </Checkbox>
      ))}
      {keysError && (
        <p className="field-error" role="alert">
          {keysError}
        </p>
      )}
    </fieldset>
  );
}
