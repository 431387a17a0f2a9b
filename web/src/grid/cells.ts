import { div } from './dom';
import { type Cell, type Column, isNumeric, type Mark } from './source';

/** More than any cell can show; the rest of a long text is a key press away (`open`). */
const SHOWN = 300;

/** Makes a gridcell. Its first child is the text node that `paint` writes to. */
export function makeCell(): HTMLDivElement {
  const cell = div('grid-cell', 'gridcell');
  cell.append('');
  return cell;
}

/** The one line a cell shows of its value: line breaks are visible, blanks stay. */
export function shownText(value: Cell, { isSheet, show }: Partial<Column> = {}): string {
  if (value === null) return isSheet ? '' : 'NULL';
  if (value === '') return isSheet ? '""' : '';
  const text = value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value;
  return (show?.(value) ?? text).replace(/\r\n|\r|\n/g, '↵');
}

/**
 * Shows a value, or a skeleton while it is undefined. NULL has words, a slant and
 * a frame of its own, so that neither "" nor the text "NULL" looks like it; in a
 * sheet it is "" that has them. A mark has a sign and words.
 */
export function paint(cell: HTMLDivElement, value: Cell | undefined, column: Column, mark?: Mark): void {
  const className = mark ? `${classOf(value, column)} is-${mark.is}` : classOf(value, column);
  if (cell.className !== className) cell.className = className;
  const text = value === undefined ? '' : shownText(value, column);
  const node = cell.firstChild as Text;
  if (node.data !== text) node.data = text;
  const title = mark?.words ?? '';
  if (cell.title !== title) cell.title = title;
}

function classOf(value: Cell | undefined, column: Column): string {
  const base = isNumeric(column) ? 'grid-cell is-number' : 'grid-cell';
  if (value === undefined) return `${base} is-loading`;
  const hasWords = column.isSheet ? value === '' : value === null;
  return hasWords ? `${base} is-null` : base;
}
