import type { Cell, InputRow, InputRows } from '../api/inputs';
import type { Span } from '../grid/geometry';
import type { RowStore } from '../grid/source';
import { Pages } from './pages';

/** Rows that are shown at most; a filter or another order brings the others into reach. */
export const SHOWN_ROWS = 50_000;

/** Changes that come together are read together. */
const GATHER = 100;

/** Reads rows from a key on, "" being the first, and counts them all if it is asked to. */
export type ReadRows = (after: string, counts: boolean, signal: AbortSignal) => Promise<InputRows>;

/** The rows of an input table that are here. They can only be read one page after the other. */
export class InputStore implements RowStore {
  private readonly pages = new Pages<InputRow>();
  private shown: Span = { first: 0, last: 0 };
  private reading: AbortController | null = null;
  private failure: Span | null = null;
  private gathering: ReturnType<typeof setTimeout> | undefined;
  private count = 0;
  private isCounted = false;

  /** `changed` is told which rows are others now, or nothing if their number may be another, too. */
  constructor(
    private readonly read: ReadRows,
    private readonly overlay: (row: InputRow) => readonly Cell[],
    private readonly changed: (rows?: Span) => void,
  ) {}

  /** How many rows there are. */
  get total(): number {
    return this.count;
  }

  /** How many of them are shown. */
  get rowCount(): number {
    return Math.min(SHOWN_ROWS, this.count);
  }

  /** Takes the first rows, which have been read already. */
  start(first: InputRows): void {
    this.take('', first);
  }

  at(row: number): InputRow | undefined {
    return this.pages.at(row);
  }

  /** The place of a row, -1 if it is not here. */
  placeOf(rowId: string): number {
    return this.pages.find((row) => row.rowId === rowId);
  }

  /** Changes a row where it is, until it is read again. */
  change(rowId: string, change: (row: InputRow) => InputRow): void {
    this.pages.change((row) => (row.rowId === rowId ? change(row) : row));
    this.repaint(rowId);
  }

  /** Draws a row again. */
  repaint(rowId: string): void {
    const at = this.placeOf(rowId);
    if (at >= 0) this.changed({ first: at, last: at });
  }

  /** Reads again what is shown, soon; the rest when it is shown. */
  refresh(): void {
    this.gathering ??= setTimeout(() => void this.reload(), GATHER);
  }

  /** Reads again what is shown; the rest when it is shown. */
  reload(): Promise<void> {
    this.close();
    this.pages.expire();
    this.isCounted = false;
    return this.fill();
  }

  row(row: number): readonly Cell[] | undefined {
    const found = this.pages.at(row);
    return found && this.overlay(found);
  }

  cell(row: number, col: number): Cell | undefined {
    const cells = this.row(row);
    return cells && (cells[col] ?? null);
  }

  *loaded({ first, last }: Span): Generator<readonly Cell[]> {
    for (let row = first; row <= last; row++) {
      const cells = this.row(row);
      if (cells) yield cells;
    }
  }

  want(shown: Span): void {
    this.shown = shown;
    if (!this.failure) void this.fill();
  }

  failed(): Span | null {
    return this.failure;
  }

  retry(): void {
    this.failure = null;
    void this.fill();
  }

  close(): void {
    this.reading?.abort();
    this.reading = null;
    clearTimeout(this.gathering);
    this.gathering = undefined;
  }

  /** All rows up to one, for copying what was never shown. */
  async upTo(last: number, signal: AbortSignal): Promise<void> {
    for (let after = this.missing(last); after !== null; after = this.missing(last)) {
      this.take(after, await this.read(after, false, signal));
    }
  }

  private missing(last: number): string | null {
    return this.pages.missing({ first: 0, last });
  }

  /** Reads until what is shown is here, one request at a time. */
  private async fill(): Promise<void> {
    if (this.reading) return;
    const reading = new AbortController();
    this.reading = reading;
    try {
      for (let after = this.next(); after !== null; after = this.next()) {
        const rows = await this.read(after, !this.isCounted, reading.signal);
        if (reading.signal.aborted) return;
        this.take(after, rows);
      }
      this.failure = null;
    } catch {
      if (reading.signal.aborted) return;
      this.failure = this.shown;
      this.changed(this.shown);
    } finally {
      if (this.reading === reading) this.reading = null;
    }
  }

  private next(): string | null {
    return this.pages.missing(this.shown);
  }

  private take(after: string, { rows, nextPage, total }: InputRows): void {
    this.pages.put(after, { rows, next: nextPage });
    this.isCounted ||= total !== undefined;
    if (nextPage === null) this.count = this.pages.length;
    else this.count = Math.max(total ?? this.count, this.pages.length);
    this.changed();
  }
}
