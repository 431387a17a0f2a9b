import type { Cell, InputColumn, InputParent, InputRow, RowChange } from '../api/inputs';
import type { Span } from '../grid/geometry';
import type { Range } from '../grid/selection';
import type { CellEdit, Column, Mark, RowStore, Source } from '../grid/source';
import { input as words } from '../text/en/input';
import { columnOf, editing, jsonOf, shown, whyNot } from './columns';
import { type InputEdits, type Shown, type Typed, withCell } from './edits';
import type { CellRef } from './states';
import { InputStore, type ReadRows } from './store';

/** As many rows as the server changes in one call. */
const MOST_ROWS = 1_000;

/** The rows of an input table as the grid shows and edits them. */
export class InputSource implements Source, Shown {
  readonly columns: readonly Column[];
  readonly edit: Source['edit'];
  readonly clear: Source['clear'];
  readonly store: InputStore;
  private tell: (rows?: Span) => void = () => {};
  private speak: (message: string) => void = () => {};

  /** Nobody edits here if `isLocked`. */
  constructor(
    readonly all: readonly InputColumn[],
    private readonly edits: InputEdits,
    read: ReadRows,
    private readonly isLocked: boolean,
    private readonly parent: InputParent | null,
  ) {
    this.columns = all.map(columnOf);
    this.store = new InputStore(
      read,
      (row) => this.overlay(row),
      (rows) => this.tell(rows),
    );
    if (isLocked) return;
    this.edit = (row, col) => this.begin(row, col);
    this.clear = (range) => this.clearRange(range);
  }

  get rowCount(): number {
    return this.store.rowCount;
  }

  open(changed: (rows?: Span) => void, say: (message: string) => void): RowStore {
    this.tell = changed;
    this.speak = say;
    return this.store;
  }

  async rows(first: number, count: number, signal: AbortSignal): Promise<Cell[][]> {
    await this.store.upTo(first + count - 1, signal);
    return Array.from(this.store.loaded({ first, last: first + count - 1 }), (cells) => [...cells]);
  }

  mark(row: number, col: number): Mark | undefined {
    const found = this.store.at(row);
    const column = this.all[col];
    if (!found || !column) return undefined;
    const state = this.edits.states.get({ rowId: found.rowId, columnId: column.columnId });
    if (state?.is === 'sending') return { is: 'sending', words: words.sending };
    if (state?.is === 'conflict') {
      const values = [shown(state.theirs, column), shown(state.mine, column)] as const;
      return { is: 'conflict', words: words.conflictMark(...values) };
    }
    const flag = found.flags?.find(({ columnId }) => columnId === column.columnId);
    if (flag) return { is: 'refused', words: words.refusedMark(shown(flag.value, column), flag.reason) };
    if (state?.is === 'refused')
      return { is: 'refused', words: words.refusedMark(shown(state.mine, column), state.reason) };
    if (state) return { is: 'logged', words: words.logged };
    const no = this.isLocked ? undefined : whyNot(column);
    return no === undefined ? undefined : { is: 'locked', words: no };
  }

  put({ rowId, columnId }: CellRef, value: Cell, editNum: number): void {
    const col = this.all.findIndex((column) => column.columnId === columnId);
    this.store.change(rowId, (row) => withCell(row, col, columnId, value, editNum));
  }

  flag({ rowId, columnId }: CellRef, reason: string, value: Cell): void {
    // The rest of it is shown once the row is read again.
    const flag = { rowId, columnId, reason, value, rule: 'type' as const, editNum: 0, by: '', at: '' };
    this.store.change(rowId, (row) => ({ ...row, flags: [...(row.flags ?? []), flag] }));
  }

  /** What a cell holds as it is shown; NULL if its row is not here. */
  cell({ rowId, columnId }: CellRef): Cell {
    const at = this.store.placeOf(rowId);
    const col = this.all.findIndex((column) => column.columnId === columnId);
    return at < 0 ? null : (this.store.cell(at, col) ?? null);
  }

  /** What brings rows back, each behind the one before it, after they were deleted. */
  rowsAgain(first: number, last: number): RowChange[] {
    const changes: RowChange[] = [];
    for (let row = first; row <= last; row++) {
      const found = this.store.at(row);
      if (!found) continue;
      const values = this.all.map(({ columnId, type }, col) => [
        columnId,
        jsonOf(type, found.cells[col] ?? null),
      ]);
      const before = this.store.at(row - 1)?.rowId;
      changes.push({
        rowId: found.rowId,
        values: Object.fromEntries(values.filter(([, value]) => value !== null)),
        place: before ? { after: before } : { first: true },
      });
    }
    return changes;
  }

  /** The key of a row that follows one of a parent: its first columns, as the parent has them. */
  keyOf(row: InputRow | undefined): Record<string, Cell> {
    const cell = (key: string) => row?.cells[this.all.findIndex((one) => one.columnId === `parent.${key}`)];
    return Object.fromEntries((this.parent?.keys ?? []).map((key, i) => [`c${i + 1}`, cell(key) ?? null]));
  }

  repaint(rowId: string): void {
    this.store.repaint(rowId);
  }

  refresh(): void {
    this.store.refresh();
  }

  say(message: string): void {
    this.speak(message);
  }

  private begin(row: number, col: number): CellEdit | string {
    const found = this.store.at(row);
    const column = this.all[col];
    if (!found || !column) return words.notLoaded;
    const no = whyNot(column);
    if (no) return no;
    const seen = this.overlay(found)[col] ?? null;
    const { columnId, type } = column;
    return editing(column, seen, (value) =>
      this.edits.type([{ rowId: found.rowId, columnId, type, value, seen, key: this.keyOf(found) }]),
    );
  }

  private clearRange({ top, left, bottom, right }: Range): void {
    const list: Typed[] = [];
    for (let row = top; row <= bottom; row++) {
      const found = this.store.at(row);
      if (!found || bottom - top >= MOST_ROWS) {
        this.say(words.tooManyToClear);
        return;
      }
      const cells = this.overlay(found);
      this.all.slice(left, right + 1).forEach((column, i) => {
        const seen = cells[left + i] ?? null;
        const { columnId, type } = column;
        if (seen !== null && !whyNot(column))
          list.push({ rowId: found.rowId, columnId, type, value: null, seen, key: this.keyOf(found) });
      });
    }
    if (list.length > 0) this.edits.type(list);
  }

  /** The cells of a row with what is on its way to the server. */
  private overlay({ rowId, cells }: InputRow): readonly Cell[] {
    return this.all.map(({ columnId }, col) => {
      const state = this.edits.states.get({ rowId, columnId });
      if (state?.is === 'sending') return state.mine;
      return state?.is === 'conflict' ? state.theirs : (cells[col] ?? null);
    });
  }
}
