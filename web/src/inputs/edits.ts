import type { Cell, InputRow, InputType, RowChange, RowResult, RowsAnswer } from '../api/inputs';
import type { Problem } from '../api/problems';
import { input as words } from '../text/en/input';
import { jsonOf } from './columns';
import { Outbox } from './outbox';
import { type CellRef, CellStates, type Unsettled } from './states';

/** How long it shows that a cell is in the edit log. */
const LOGGED_SHOWN = 2_500;

/** A value for a cell, and the one that was seen there. */
export interface Typed extends CellRef {
  readonly type: InputType;
  readonly value: Cell;
  readonly seen: Cell;
  /** The key of the row, by its columns, where the row follows one of a parent. */
  readonly key: Readonly<Record<string, Cell>>;
}

/** The rows as they are shown now. */
export interface Shown {
  /** Sets a cell where it is shown, until it is read again. */
  put(ref: CellRef, value: Cell, editNum: number): void;
  /** Shows beside a cell a value that breaks a rule. */
  flag(ref: CellRef, reason: string, value: Cell): void;
  repaint(rowId: string): void;
  /** Reads again what is shown. */
  refresh(): void;
  /** Tells people, and screen readers, what became of an edit. */
  say(message: string): void;
}

/** Sends changes of rows; the same key lets the server know a repetition. */
export type Send = (rows: RowChange[], key: string) => Promise<RowsAnswer>;

/**
 * What people type into an input table, from the key press until it is in the edit
 * log or somebody has decided what becomes of it. It outlives the rows that are
 * shown: those change with the order, the filter and the columns.
 */
export class InputEdits {
  readonly outbox: Outbox;
  readonly states = new CellStates();
  private readonly watchers = new Set<() => void>();
  private shown: Shown | undefined;

  constructor(
    private readonly send: Send,
    newKey: () => string,
  ) {
    this.outbox = new Outbox(newKey, () => this.notify());
  }

  /** Shows what happens in these rows from now on. */
  attach(shown: Shown): void {
    this.shown = shown;
  }

  /** Calls `watcher` when something waits for the server or for people, or no longer does. */
  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** Sets cells as they were typed. */
  type(list: readonly Typed[]): void {
    for (const { rowId, columnId, value } of list) {
      this.states.set({ rowId, columnId }, { is: 'sending', mine: value });
      this.shown?.repaint(rowId);
    }
    this.outbox.add({
      send: async (key) => this.settle(list, (await this.send(changesOf(list), key)).rows ?? []),
      failed: (problem) => this.fail(list, problem),
    });
  }

  /** Decides what becomes of something: it is put into the table over what is there, or forgotten. */
  decide({ rowId, columnId, state }: Unsettled, typed: Pick<Typed, 'type' | 'key'>, puts: boolean): void {
    const ref = { rowId, columnId };
    this.states.drop(ref);
    this.shown?.repaint(rowId);
    const seen = state.is === 'conflict' ? state.theirs : state.seen;
    if (puts) this.type([{ ...ref, ...typed, value: state.mine, seen }]);
    this.notify();
  }

  private settle(list: readonly Typed[], rows: readonly RowResult[]): void {
    for (const typed of list) {
      const { value, rowId, columnId } = typed;
      const ref = { rowId, columnId };
      const row = rows.find((one) => one.rowId === rowId);
      const cell = row?.cells?.find((one) => one.columnId === columnId);
      if (row?.status === 'absent') this.refused(typed, words.rowGone);
      else if (cell?.status === 'conflict') this.conflict(ref, value, cell.current);
      else if (cell?.status === 'refused') this.flagged(ref, value, cell.reason ?? '');
      else this.logged(ref, value, row?.editNum ?? 0);
    }
    this.shown?.refresh();
    this.notify();
  }

  private conflict(ref: CellRef, mine: Cell, theirs: Cell): void {
    this.states.set(ref, { is: 'conflict', mine, theirs });
    this.shown?.repaint(ref.rowId);
    this.shown?.say(words.conflictSaid);
  }

  /** The server keeps the value beside the cell. */
  private flagged(ref: CellRef, value: Cell, reason: string): void {
    this.states.drop(ref);
    this.shown?.flag(ref, reason, value);
    this.shown?.say(words.refusedSaid(reason));
  }

  private logged(ref: CellRef, value: Cell, editNum: number): void {
    const state = { is: 'logged' } as const;
    this.states.set(ref, state);
    this.shown?.put(ref, value, editNum);
    setTimeout(() => {
      this.states.drop(ref, state);
      this.shown?.repaint(ref.rowId);
    }, LOGGED_SHOWN);
  }

  private refused({ rowId, columnId, value: mine, seen }: Typed, reason: string): void {
    this.states.set({ rowId, columnId }, { is: 'refused', mine, seen, reason });
    this.shown?.repaint(rowId);
    this.shown?.say(words.refusedSaid(reason));
  }

  private fail(list: readonly Typed[], { message, hint }: Problem): void {
    for (const typed of list) this.refused(typed, hint ? `${message} ${hint}` : message);
    this.notify();
  }

  private notify(): void {
    for (const watcher of [...this.watchers]) watcher();
  }
}

/** The changes row by row, as the API takes them. */
function changesOf(list: readonly Typed[]): RowChange[] {
  const changes = new Map<string, RowChange>();
  for (const { rowId, columnId, type, value, seen, key } of list) {
    const { values, seen: before } = changes.get(rowId) ?? {};
    changes.set(rowId, {
      rowId,
      values: { ...key, ...values, [columnId]: jsonOf(type, value) },
      seen: { ...before, [columnId]: jsonOf(type, seen) },
    });
  }
  return [...changes.values()];
}

/** A row with another value in a cell; a flag of that cell is mended by it. */
export function withCell(
  row: InputRow,
  col: number,
  columnId: string,
  value: Cell,
  editNum: number,
): InputRow {
  return {
    ...row,
    editNum,
    cells: row.cells.map((cell, i) => (i === col ? value : cell)),
    flags: (row.flags ?? []).filter((flag) => flag.columnId !== columnId),
  };
}
