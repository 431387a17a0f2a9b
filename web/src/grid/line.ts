import { div } from './dom';
import { count } from './text';

/** A drawn row: its number and the cells of it that are in the document. */
export class Line {
  readonly element = div('grid-row', 'row');
  readonly head = div('grid-row-head', 'rowheader');
  readonly cells = new Map<number, HTMLDivElement>();
  /** It shows another row than before, so its cells and its place are not right yet. */
  isFresh = true;
  private y = Number.NaN;

  constructor() {
    this.head.setAttribute('aria-colindex', '1');
    this.element.append(this.head);
  }

  name(row: number): void {
    this.element.setAttribute('aria-rowindex', String(row + 2));
    this.head.textContent = count(row + 1);
  }

  place(y: number): void {
    if (this.y === y) return;
    this.y = y;
    this.element.style.top = `${y}px`;
  }

  /** Puts a cell where it belongs: screen readers walk the document, not the screen. */
  insert(col: number, cell: HTMLDivElement): void {
    let next: HTMLDivElement | null = null;
    let nearest = Number.POSITIVE_INFINITY;
    for (const [other, element] of this.cells) {
      if (other > col && other < nearest) [nearest, next] = [other, element];
    }
    this.cells.set(col, cell);
    this.element.insertBefore(cell, next);
  }
}
