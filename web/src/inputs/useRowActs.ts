import type { RowPlace, RowsAnswer } from '../api/inputs';
import { documents } from '../text/en/documents';
import { input as words } from '../text/en/input';
import { formatPlural } from '../text/format';
import { toast } from '../ui/Toast';
import { type Desk, selectedRows } from './desk';

export type RowVerb = 'add' | 'above' | 'below' | 'up' | 'down' | 'delete';

/** What is done to whole rows. It waits its turn behind what was typed before. */
export function useRowActs(desk: Desk): (verb: RowVerb) => void {
  const { source, edits, changes, selected, grid } = desk;
  const { top, bottom } = selected.range;
  const idAt = (row: number) => source.store.at(row)?.rowId;

  function run(send: (key: string) => Promise<RowsAnswer>, done: (answer: RowsAnswer) => void = () => {}) {
    edits.outbox.add({
      send: async (key) => {
        const answer = await send(key);
        await source.store.reload();
        done(answer);
      },
      failed: ({ message, hint }) => toast(hint ? `${message} ${hint}` : message, 'bad'),
    });
  }

  /** Adds a row and goes there; `at` is where it will be. */
  function add(place: RowPlace | undefined, at: () => number) {
    run(
      (key) => changes.insert([place ? { place } : {}], key),
      () => grid.current?.goTo(at()),
    );
  }

  /** Moves the selected rows beside another one, and goes with them. */
  function move(beside: string | undefined, isUp: boolean) {
    const ids = selectedRows(desk);
    if (!beside) return;
    let after = beside;
    const rows = ids.map((rowId) => {
      const place = isUp ? { before: beside } : { after };
      after = rowId;
      return { rowId, place };
    });
    run(
      (key) => changes.update(rows, key),
      () => grid.current?.goTo(top + (isUp ? -1 : 1)),
    );
  }

  function remove() {
    const rows = selectedRows(desk);
    const removed = source.rowsAgain(top, bottom);
    const said = words.rowsDeleted(formatPlural(rows.length, 'row', 'rows'));
    run(
      (key) => changes.remove(rows, key),
      () => {
        grid.current?.focus();
        const undo = () => run((key) => changes.insert(removed, key));
        toast(said, 'ok', { label: documents.undo, run: undo });
      },
    );
  }

  return (verb) => {
    const first = idAt(top);
    const last = idAt(bottom);
    switch (verb) {
      case 'add':
        return add(undefined, () => source.rowCount - 1);
      case 'above':
        return add(first ? { before: first } : undefined, () => top);
      case 'below':
        return add(last ? { after: last } : undefined, () => bottom + 1);
      case 'up':
        return move(idAt(top - 1), true);
      case 'down':
        return move(idAt(bottom + 1), false);
      case 'delete':
        return remove();
    }
  };
}
