import type { Span } from './geometry';
import type { Range } from './selection';

/** One cell as the API sends it: its canonical text, or null for NULL. "" is a text without characters. */
export type Cell = string | null;

/** A column as the grid shows it. `kind` is the portable kind ("integer", "text", …), `type` the words for people. */
export interface Column {
  readonly name: string;
  readonly kind: string;
  readonly type: string;
  /** Makes the text that people see of a value that is neither NULL nor "". */
  readonly show?: (value: string) => string;
  /** NULL is an empty cell here, as in a sheet that people fill, and "" the one that has a sign. */
  readonly isSheet?: boolean;
}

/** What a cell shows besides its value: `is` chooses its sign, `words` say it. */
export interface Mark {
  readonly is: 'sending' | 'logged' | 'refused' | 'conflict' | 'locked';
  readonly words: string;
}

/** The edit of one cell, from when it begins. */
export interface CellEdit {
  /** "check" is done at once; "choice" and "choices" have a list of values below the cell. */
  readonly kind: 'text' | 'check' | 'choice' | 'choices';
  /** What the cell holds. Several choices are a JSON array of strings. */
  readonly value: Cell;
  readonly choices: readonly string[];
  /** How values are written, in words. */
  readonly help: string;
  /** What Ctrl+; writes: today. */
  readonly now?: () => string;
  commit(value: Cell): void;
}

/** The rows that are here, and how others come. */
export interface RowStore {
  /** A row, or undefined while it is not here. */
  row(row: number): readonly Cell[] | undefined;
  /** A cell, or undefined while it is not here. */
  cell(row: number, col: number): Cell | undefined;
  /** Those rows of a span that are here. */
  loaded(rows: Span): Iterable<readonly Cell[]>;
  /** Names the rows that are shown now. */
  want(shown: Span): void;
  /** The rows among those wanted that could not be fetched, or null. */
  failed(): Span | null;
  /** Fetches again what failed. */
  retry(): void;
  /** Cancels everything under way. */
  close(): void;
}

/**
 * Where the rows come from. Rows are counted from 0 and their number is known.
 * `initial` are the first rows when the page already has them: with it the very
 * first paint shows data and the columns get their widths before anybody looks.
 */
export interface Source {
  readonly rowCount: number;
  readonly columns: readonly Column[];
  readonly initial?: readonly Cell[][];
  /** Resolves to the rows first … first+count-1, fewer only at the end; rejects when the signal aborts. */
  rows(first: number, count: number, signal: AbortSignal): Promise<Cell[][]>;
  /**
   * Gives rows that change while they are shown. `changed` is told which, or nothing when their number may have
   * changed too; `say` tells people what became of an edit. Without it rows are fetched in blocks and stay as they
   * are.
   */
  open?(changed: (rows?: Span) => void, say: (message: string) => void): RowStore;
  mark?(row: number, col: number): Mark | undefined;
  /** Begins to edit a cell, or says why that cannot be. Without it the table is to be read only. */
  edit?(row: number, col: number): CellEdit | string;
  /** Makes all cells of a range NULL. */
  clear?(range: Range): void;
}

const NUMERIC = new Set(['integer', 'decimal', 'float']);

/** Whether the values of a column are digits to be compared by place, and so stand at the right. */
export function isNumeric(column: Column): boolean {
  return NUMERIC.has(column.kind);
}
