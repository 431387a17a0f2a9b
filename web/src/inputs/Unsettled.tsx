import { input as words } from '../text/en/input';
import { formatCount } from '../text/format';
import { Button } from '../ui/Button';
import { Notice } from '../ui/State';
import { shown } from './columns';
import type { Desk } from './desk';
import type { Unsettled as One } from './states';
import { useWaiting } from './useEdits';

/** More would push the rows out of sight; the others follow as these are decided. */
const SHOWN = 3;

/** What was typed here and could not simply be put into the table: people decide, nothing is lost until then. */
export function Unsettled({ desk }: { desk: Desk }) {
  const { unsettled } = useWaiting(desk.edits);
  if (unsettled.length === 0) return null;
  return (
    <Notice tone="bad" title={words.unsettled(unsettled.length)}>
      <ul className="input-unsettled">
        {unsettled.slice(0, SHOWN).map((one) => (
          <Item key={`${one.rowId} ${one.columnId}`} desk={desk} one={one} />
        ))}
      </ul>
      {unsettled.length > SHOWN && <p>{words.andMore(formatCount(unsettled.length - SHOWN))}</p>}
    </Notice>
  );
}

function Item({ desk: { table, source, edits, grid }, one }: { desk: Desk; one: One }) {
  const { state, rowId } = one;
  const column = table.columns.find(({ columnId }) => columnId === one.columnId);
  if (!column) return null;
  const row = source.store.placeOf(rowId);
  const place = row < 0 ? column.name : words.cellPlace(column.name, formatCount(row + 1));
  const mine = shown(state.mine, column);
  const isConflict = state.is === 'conflict';
  const [leave, put] = isConflict ? [words.keepTheirs, words.putMine] : [words.drop, words.tryAgain];
  const decide = (puts: boolean) => {
    edits.decide(one, { type: column.type, key: source.keyOf(source.store.at(row)) }, puts);
    grid.current?.focus();
  };
  return (
    <li>
      <span className="wrap-anywhere">
        {isConflict
          ? words.conflict(place, shown(state.theirs, column), mine)
          : words.notTaken(place, mine, state.reason)}
      </span>
      <span className="row">
        <Button aria-label={words.decideOf(leave, place)} onPress={() => decide(false)}>
          {leave}
        </Button>
        <Button look="primary" aria-label={words.decideOf(put, place)} onPress={() => decide(true)}>
          {put}
        </Button>
      </span>
    </li>
  );
}
