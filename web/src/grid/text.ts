import { type Range, sizeOf } from './selection';
import type { Cell, Column, Mark } from './source';

const COUNT = new Intl.NumberFormat('en');

/** A whole number with its thousands apart. */
export function count(n: number): string {
  return COUNT.format(n);
}

function counted(n: number, one: string, many: string): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** The size of a table: "3,000,000 rows × 5 columns". */
export function tableSize(rows: number, cols: number): string {
  return `${counted(rows, 'row', 'rows')} × ${counted(cols, 'column', 'columns')}`;
}

/** What is selected: "3 × 5 cells selected", nothing for a single cell. */
export function selected(range: Range): string {
  const { rows, cols, cells } = sizeOf(range);
  return cells === 1 ? '' : `${count(rows)} × ${count(cols)} cells selected`;
}

/** A value as it is spoken, where NULL and an empty text must be told apart by words. */
export function spoken(value: Cell | undefined, { isSheet, show }: Partial<Column> = {}): string {
  if (value === undefined) return 'loading';
  if (value === null) return isSheet ? 'empty' : 'NULL, no value';
  return value === '' ? 'empty text' : (show?.(value) ?? value).slice(0, 500);
}

/** The accessible name of the active cell. */
export function cellName(column: Column, row: number, value: Cell | undefined, mark?: Mark): string {
  const name = `${column.name}, row ${count(row + 1)}: ${spoken(value, column)}`;
  return mark ? `${name}. ${mark.words}` : name;
}

/** The sentences of the live region and the status bar. */
export const SAY = {
  copied: (cells: number) => `${counted(cells, 'cell', 'cells')} copied`,
  copying: (done: number, all: number) =>
    `Copying: ${count(done)} of ${counted(all, 'row', 'rows')} fetched. Esc stops.`,
  copyAgain: (cells: number) => `${counted(cells, 'cell', 'cells')} ready. Press Ctrl+C once more to copy.`,
  copyStopped: 'Copying stopped. Nothing was copied.',
  copyFailed: 'The rows could not be fetched, so nothing was copied. Try again.',
  tooMany: (cells: number, limit: number) =>
    `${count(cells)} cells are too many for the clipboard (at most ${count(limit)}). Download the table instead.`,
  failed: (first: number, last: number) =>
    `Rows ${count(first + 1)} to ${count(last + 1)} could not be loaded.`,
  retry: 'Retry',
  rowNumber: 'Row number',
  noRows: 'This table has no rows.',
  width: (column: string, width: number) => `${column}: ${width} pixels wide`,
  choices: (column: string) => `Values of ${column}`,
  pasteMany: 'Only one cell can be pasted at a time. Several would need a row and a column each.',
  tickHelp: 'Press Space to tick or untick.',
  full: (column: string, row: number) => `Full text of ${column}, row ${count(row + 1)}`,
} as const;
