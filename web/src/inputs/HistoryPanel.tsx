import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Change, historyQuery } from '../api/inputHistory';
import { toProblem } from '../api/problems';
import { input as words } from '../text/en/input';
import { formatCount } from '../text/format';
import { Button } from '../ui/Button';
import { QueryState } from '../ui/QueryState';
import { Select } from '../ui/Select';
import { AsOfForm } from './AsOfForm';
import type { Desk } from './desk';
import { HistoryEntry } from './HistoryEntry';
import { Undo } from './Undo';

/** Whose history is told. */
export type Of = 'table' | 'row' | 'cell';

/** Who changed what, when, from what to what: of the table, or of the row or the cell that is selected. */
export function HistoryPanel({ desk }: { desk: Desk }) {
  const { table, columns, source, selected } = desk;
  const [of, setOf] = useState<Of>('table');
  const [undoing, setUndoing] = useState<Change>();
  const { row, col } = selected.active;
  const rowId = of === 'table' ? undefined : source.store.at(row)?.rowId;
  const columnId = of === 'cell' ? columns[col]?.columnId : undefined;
  const query = useInfiniteQuery(historyQuery(table.inputTableId, table.branch, { rowId, columnId }));
  return (
    <div className="stack">
      <Select
        label={words.historyOf}
        isRequired
        choices={(['table', 'row', 'cell'] as const).map((value) => ({
          value,
          label: words.historyOfWhat[value](columns[col]?.name ?? '', formatCount(row + 1)),
        }))}
        value={of}
        onChange={(next) => setOf(next as Of)}
      />
      {of === 'table' && <AsOfForm desk={desk} />}
      <QueryState query={query} explain={toProblem}>
        {({ pages }) => {
          const changes = pages.flatMap((page) => page.entries);
          if (changes.length === 0) return <p className="muted">{words.noHistory}</p>;
          return (
            <ol className="input-list">
              {changes.map((change) => (
                <HistoryEntry
                  key={`${change.editNum} ${change.rowId}`}
                  {...{ desk, change, of }}
                  onUndo={() => setUndoing(change)}
                />
              ))}
            </ol>
          );
        }}
      </QueryState>
      {query.hasNextPage && (
        <div>
          <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
            {words.more}
          </Button>
        </div>
      )}
      {undoing && <Undo desk={desk} change={undoing} onClose={() => setUndoing(undefined)} />}
    </div>
  );
}
