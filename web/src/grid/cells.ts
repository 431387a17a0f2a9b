import { div } from './dom';
import { type Cell, type Column, isNumeric } from './source';

/** More than any cell can show; the rest of a long text is a key press away (`open`). */
const SHOWN = 300;

/** Makes a gridcell. Its first child is the text node that `paint` writes to. */
export function makeCell(): HTMLDivElement {
  const cell = div('grid-cell', 'gridcell');
  cell.append('');
  return cell;
}

/** The one line a cell shows of its value: line breaks are visible, blanks stay. */
export function shownText(value: Cell): string {
  if (value === null) return 'NULL';
  const text = value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value;
  return text.replace(/\r\n|\r|\n/g, '↵');
}

/**
 * Shows a value, or a skeleton while it is undefined. NULL has words, a slant and
 * a frame of its own, so that neither "" nor the text "NULL" looks like it.
 */
export function paint(cell: HTMLDivElement, value: Cell | undefined, column: Column): void {
  const className = classOf(value, column);
  if (cell.className !== className) cell.className = className;
  const text = value === undefined ? '' : shownText(value);
  const node = cell.firstChild as Text;
  if (node.data !== text) node.data = text;
}

function classOf(value: Cell | undefined, column: Column): string {
  const base = isNumeric(column) ? 'grid-cell is-number' : 'grid-cell';
  if (value === undefined) return `${base} is-loading`;
  return value === null ? `${base} is-null` : base;
}
