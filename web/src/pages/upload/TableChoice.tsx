import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { toProblem } from '../../api/problems';
import { tablesQuery } from '../../api/tables';
import { upload as words } from '../../text/en/upload';
import { formatPlural } from '../../text/format';
import { Button } from '../../ui/Button';
import { QueryState } from '../../ui/QueryState';
import { Select } from '../../ui/Select';
import { Notice } from '../../ui/State';
import type { TargetDraft } from './draft';

interface Props {
  target: TargetDraft;
  onChange: (change: Partial<TargetDraft>) => void;
}

/** Which table the file changes and, for an upsert, by which columns its rows are found. */
export function TableChoice({ target, onChange }: Props) {
  const query = useQuery(tablesQuery);
  return (
    <QueryState query={query} explain={toProblem}>
      {(tables) => {
        const table = tables.find(({ tableId }) => tableId === target.tableId);
        if (tables.length === 0) return <Notice tone="warn">{words.noTables}</Notice>;
        return (
          <>
            <Select
              label={words.table}
              isRequired
              placeholder={words.chooseTable}
              choices={tables.map(({ tableId, name, rows, connectionName }) => ({
                value: tableId,
                label: name,
                detail: `${formatPlural(rows, 'row', 'rows')} · ${connectionName}`,
              }))}
              value={table?.tableId ?? null}
              onChange={(tableId) => onChange({ tableId, key: [], isAccepted: false })}
            />
            {target.change === 'upsert' && table && (
              <Key
                names={table.columns.map(({ name }) => name)}
                chosen={target.key ?? []}
                onChange={(key) => onChange({ key })}
              />
            )}
          </>
        );
      }}
    </QueryState>
  );
}

interface KeyProps {
  names: readonly string[];
  chosen: readonly string[];
  onChange: (key: string[]) => void;
}

/** The columns by which a row of the file and one of the table are the same. */
function Key({ names, chosen, onChange }: KeyProps) {
  const free = names.filter((name) => !chosen.includes(name));
  return (
    <div className="stack key-choice">
      <Select
        key={chosen.length}
        label={words.key}
        isRequired
        help={words.keyHelp}
        placeholder={chosen.length > 0 ? words.anotherColumn : words.chooseColumn}
        choices={free.map((name) => ({ value: name, label: name }))}
        value={null}
        onChange={(name) => onChange([...chosen, name])}
      />
      {chosen.length > 0 && (
        <ul className="chips" aria-label={words.key}>
          {chosen.map((name) => (
            <li key={name} className="chip">
              <span className="wrap-anywhere">{name}</span>
              <Button
                look="quiet"
                icon={<X aria-hidden size={14} />}
                aria-label={words.removeFromKey(name)}
                onPress={() => onChange(chosen.filter((one) => one !== name))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
