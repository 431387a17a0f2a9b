import { useQuery } from '@tanstack/react-query';
import { type InputRules, inputQuery, inputsQuery } from '../api/inputs';
import { tableQuery, tablesQuery } from '../api/tables';
import { input as words } from '../text/en/input';
import { type Choice, Select } from '../ui/Select';
import type { Desk } from './desk';

type From = InputRules['allowedFrom'];

interface Props {
  desk: Desk;
  value: From;
  onChange: (from: From) => void;
}

/** Chooses a column of another table whose values are the ones allowed. */
export function AllowedFrom({ desk, value, onChange }: Props) {
  const tables = useQuery(tablesQuery);
  const inputs = useQuery(inputsQuery);
  const choices: Choice[] = [
    { value: '', label: words.fromNone },
    ...(tables.data ?? []).map(({ tableId, name }) => ({
      value: `csv ${tableId}`,
      label: name,
      group: words.csvTables,
    })),
    ...(inputs.data ?? [])
      .filter(({ inputTableId }) => inputTableId !== desk.table.inputTableId)
      .map(({ inputTableId, name }) => ({
        value: `input ${inputTableId}`,
        label: name,
        group: words.inputTables,
      })),
  ];
  function choose(key: string) {
    const [kind, id] = key.split(' ');
    if (!id) onChange(undefined);
    else onChange(kind === 'csv' ? { tableId: id, column: '' } : { inputTableId: id, column: '' });
  }
  return (
    <>
      <Select
        label={words.rules.allowedFrom}
        choices={choices}
        value={
          value?.tableId ? `csv ${value.tableId}` : value?.inputTableId ? `input ${value.inputTableId}` : ''
        }
        onChange={choose}
      />
      {value && <FromColumn value={value} onChange={onChange} />}
    </>
  );
}

function FromColumn({ value, onChange }: { value: NonNullable<From>; onChange: (from: From) => void }) {
  const table = useQuery({ ...tableQuery(value.tableId ?? ''), enabled: value.tableId !== undefined });
  const input = useQuery({
    ...inputQuery(value.inputTableId ?? ''),
    enabled: value.inputTableId !== undefined,
  });
  const ofTable = table.data?.columns.map(({ name }) => ({ value: name, label: name }));
  const ofInput = input.data?.columns
    .filter(({ removed }) => !removed)
    .map(({ columnId, name }) => ({ value: columnId, label: name }));
  return (
    <Select
      label={words.rules.fromColumn}
      isRequired
      choices={ofTable ?? ofInput ?? []}
      value={value.column || null}
      onChange={(column) => onChange({ ...value, column })}
    />
  );
}
