import { useQuery } from '@tanstack/react-query';
import { toProblem } from '../api/problems';
import { tablesQuery } from '../api/tables';
import { input as words } from '../text/en/input';
import { QueryState } from '../ui/QueryState';
import { Select } from '../ui/Select';

interface Props {
  /** Whose tables are offered. */
  connectionId: string;
  value: string | null;
  onChange: (tableId: string) => void;
  error: string | undefined;
}

/** Chooses one of the CSV tables of a connection. */
export function CsvChoice({ connectionId, value, onChange, error }: Props) {
  const tables = useQuery(tablesQuery);
  return (
    <QueryState query={tables} explain={toProblem}>
      {(list) => {
        const choices = list
          .filter((table) => table.connectionId === connectionId)
          .map(({ tableId, name }) => ({ value: tableId, label: name }));
        if (choices.length === 0) return <p className="muted">{words.noCsvTables}</p>;
        return (
          <Select
            label={words.csvTable}
            isRequired
            choices={choices}
            value={value}
            onChange={onChange}
            error={error}
          />
        );
      }}
    </QueryState>
  );
}
