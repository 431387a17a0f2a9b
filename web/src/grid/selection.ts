/** A cell by its place, both counted from 0. */
export interface Place {
  readonly row: number;
  readonly col: number;
}

/** The size of the table. Both are at least 1 wherever a selection exists. */
export interface Bounds {
  readonly rows: number;
  readonly cols: number;
}

/** A rectangle of cells, ends included. Selections are kept as such, never as lists of cells. */
export interface Range {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/**
 * The active cell and the rectangle between two corners that holds it. Extending
 * moves the head; the active cell, where one would type, stays.
 */
export interface Selection {
  readonly active: Place;
  readonly anchor: Place;
  readonly head: Place;
}

/** A step of the keyboard. "first…" and "last…" go to an edge of the table. */
export type Step =
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'pageUp'
  | 'pageDown'
  | 'firstRow'
  | 'lastRow'
  | 'firstColumn'
  | 'lastColumn'
  | 'firstCell'
  | 'lastCell';

/** One cell, selected and active. */
export function at(place: Place): Selection {
  return { active: place, anchor: place, head: place };
}

/** The selection with its head moved, its active cell unmoved. */
export function extendTo(selection: Selection, head: Place): Selection {
  return { ...selection, head };
}

/** The place a step leads to from another, within the table. A page has `page` rows. */
export function step(from: Place, how: Step, bounds: Bounds, page: number): Place {
  const { row, col } = from;
  const lastRow = bounds.rows - 1;
  const lastCol = bounds.cols - 1;
  switch (how) {
    case 'up':
      return { row: Math.max(0, row - 1), col };
    case 'down':
      return { row: Math.min(lastRow, row + 1), col };
    case 'left':
      return { row, col: Math.max(0, col - 1) };
    case 'right':
      return { row, col: Math.min(lastCol, col + 1) };
    case 'pageUp':
      return { row: Math.max(0, row - page), col };
    case 'pageDown':
      return { row: Math.min(lastRow, row + page), col };
    case 'firstRow':
      return { row: 0, col };
    case 'lastRow':
      return { row: lastRow, col };
    case 'firstColumn':
      return { row, col: 0 };
    case 'lastColumn':
      return { row, col: lastCol };
    case 'firstCell':
      return { row: 0, col: 0 };
    case 'lastCell':
      return { row: lastRow, col: lastCol };
  }
}

/** The selection within a table that may have become smaller. */
export function clamped({ active, anchor, head }: Selection, bounds: Bounds): Selection {
  const within = ({ row, col }: Place): Place => ({
    row: Math.min(row, bounds.rows - 1),
    col: Math.min(col, bounds.cols - 1),
  });
  return { active: within(active), anchor: within(anchor), head: within(head) };
}

/** The rectangle of a selection. */
export function rangeOf({ anchor, head }: Selection): Range {
  return {
    top: Math.min(anchor.row, head.row),
    left: Math.min(anchor.col, head.col),
    bottom: Math.max(anchor.row, head.row),
    right: Math.max(anchor.col, head.col),
  };
}

/** Where the pointer can select: cells, row numbers, column headers, or the corner between those. */
export type Zone = 'cells' | Whole;

/** What can be selected as a whole. */
export type Whole = 'rows' | 'columns' | 'all';

/** The whole rows or columns that the selection touches, or everything; the active cell stays. */
export function whole(selection: Selection, what: Whole, bounds: Bounds): Selection {
  const { top, left, bottom, right } = rangeOf(selection);
  const first = { row: what === 'rows' ? top : 0, col: what === 'columns' ? left : 0 };
  const last = {
    row: what === 'rows' ? bottom : bounds.rows - 1,
    col: what === 'columns' ? right : bounds.cols - 1,
  };
  return { ...selection, anchor: first, head: last };
}

/** The selection after a press on a place in a zone, or after dragging to it with `extend`. */
export function pressed(
  before: Selection,
  zone: Zone,
  place: Place,
  extend: boolean,
  bounds: Bounds,
): Selection {
  if (zone === 'all') return whole(before, zone, bounds);
  const cells = extend ? extendTo(before, place) : at(place);
  return zone === 'cells' ? cells : whole(cells, zone, bounds);
}

/** Whether a cell lies in a range. */
export function contains(range: Range, row: number, col: number): boolean {
  return row >= range.top && row <= range.bottom && col >= range.left && col <= range.right;
}

/** Rows and columns of a range, and how many cells that makes. */
export function sizeOf(range: Range): { rows: number; cols: number; cells: number } {
  const rows = range.bottom - range.top + 1;
  const cols = range.right - range.left + 1;
  return { rows, cols, cells: rows * cols };
}
