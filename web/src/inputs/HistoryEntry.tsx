import { type Change, useReversals } from '../api/inputHistory';
import { toProblem } from '../api/problems';
import { input as words } from '../text/en/input';
import { formatAge, formatCount, formatDateTime } from '../text/format';
import { Button } from '../ui/Button';
import { toast } from '../ui/Toast';
import { shown } from './columns';
import type { Desk } from './desk';
import type { Of } from './HistoryPanel';

interface Props {
  desk: Desk;
  change: Change;
  of: Of;
  onUndo: () => void;
}

/** What one edit did, who made it and when, and what can be done about it. */
export function HistoryEntry({ desk, change, of, onUndo }: Props) {
  const { restore } = useReversals(desk.table.inputTableId);
  const { editNum, at, email, rowId } = change;
  const number = String(editNum);
  const mayRestore = !desk.isLocked && of !== 'table' && rowId !== undefined;
  function bringBack() {
    const columnId = of === 'cell' ? change.cells?.[0]?.columnId : undefined;
    restore({ to: number, ...(rowId && { rowId }), ...(columnId && { columnId }) })
      .then(() => toast(words.restored(words.edit(number))))
      .catch((error) => toast(toProblem(error).message, 'bad'));
  }
  return (
    <li className="input-item input-entry">
      <span className="option-lines">
        {deedsOf(desk, change).map((deed) => (
          <span key={deed} className="wrap-anywhere">
            {deed}
          </span>
        ))}
        <span className="option-detail">
          {words.edit(number)} · {words.by(email, formatAge(at, Date.now()))} · {formatDateTime(at)}
        </span>
      </span>
      <span className="row">
        {of === 'table' && (
          <Button
            look="quiet"
            aria-label={words.showAsOfName(number)}
            onPress={() => desk.show({ ...desk.view, asOf: number })}
          >
            {words.showAsOf}
          </Button>
        )}
        {mayRestore && (
          <Button look="quiet" aria-label={words.restoreName(number)} onPress={bringBack}>
            {words.restore}
          </Button>
        )}
        {of === 'table' && !desk.isLocked && rowId !== undefined && (
          <Button look="quiet" aria-label={words.undoName(email, number)} onPress={onUndo}>
            {words.undoOf}
          </Button>
        )}
      </span>
    </li>
  );
}

/** What a change did, a line for each cell. */
function deedsOf({ table, source }: Desk, { kind, rowId, fate, cells = [] }: Change): string[] {
  const at = rowId ? source.store.placeOf(rowId) : -1;
  const row = at < 0 ? words.aRow : words.row(formatCount(at + 1));
  const deeds = fate ? [words.fates[fate](row)] : [];
  for (const { columnId, before, after, refused } of cells) {
    const column = table.columns.find((one) => one.columnId === columnId);
    if (!column) continue;
    deeds.push(
      refused
        ? words.refusedIn(column.name, row, shown(refused.value, column))
        : words.changed(column.name, row, shown(before, column), shown(after, column)),
    );
  }
  return deeds.length > 0 ? deeds : [words.did(kind)];
}
