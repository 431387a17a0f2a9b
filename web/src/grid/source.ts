/** One cell as the API sends it: its canonical text, or null for NULL. "" is a text without characters. */
export type Cell = string | null;

/** A column as the grid shows it. `kind` is the portable kind ("integer", "text", …), `type` the words for people. */
export interface Column {
  readonly name: string;
  readonly kind: string;
  readonly type: string;
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
}

const NUMERIC = new Set(['integer', 'decimal', 'float']);

/** Whether the values of a column are digits to be compared by place, and so stand at the right. */
export function isNumeric(column: Column): boolean {
  return NUMERIC.has(column.kind);
}
