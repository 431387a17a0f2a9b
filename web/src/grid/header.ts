import { type ColumnAxis, expectedWidth, fittedWidth, type Measure } from './columns';
import { decoration, div, flag } from './dom';
import type { Span } from './geometry';
import type { Range } from './selection';
import type { Cell, Source } from './source';
import { count, SAY } from './text';

/** The widths to begin with: fitted to the first rows where those are here already. */
export function firstWidths(source: Source, measure: Measure): number[] {
  const rows = source.initial?.slice(0, 100) ?? [];
  return source.columns.map((column, col) =>
    rows.length > 0 ? fittedWidth(column, col, rows, measure) : expectedWidth(column, measure),
  );
}

/** The width of the row numbers. Rows may come while they are shown, but seldom so many that it gets too narrow. */
export function gutterWidth(source: Source, measure: Measure): number {
  const most = source.open ? Math.max(9_999, source.rowCount) : source.rowCount;
  return Math.max(48, Math.ceil(measure(count(most), false)) + 20);
}

/** What the header asks of the grid. */
interface Owner {
  /** A width changed; everything is to be drawn again. */
  resized(): void;
  /** The rows that a column is fitted to. */
  sample(): Iterable<readonly Cell[]>;
  say(message: string): void;
}

/** The row of column headers: names, types, and the handles that change widths. */
export class Header {
  private readonly corner = div('grid-head-cell grid-corner', 'columnheader');
  private readonly cells = new Map<number, HTMLDivElement>();

  constructor(
    private readonly row: HTMLDivElement,
    private readonly columns: ColumnAxis,
    private readonly source: Source,
    private readonly measure: Measure,
    private readonly owner: Owner,
  ) {
    this.corner.setAttribute('aria-colindex', '1');
    this.corner.setAttribute('aria-label', SAY.rowNumber);
    this.corner.textContent = '#';
    this.row.append(this.corner);
  }

  /** Draws the headers of the columns in the window. */
  render(shown: Span, left: number, gutter: number): void {
    this.corner.style.transform = `translateX(${left}px)`;
    for (const [col, cell] of this.cells) {
      if (col >= shown.first && col <= shown.last) continue;
      this.cells.delete(col);
      cell.remove();
    }
    for (let col = shown.last; col >= shown.first; col--) {
      const cell = this.cells.get(col) ?? this.add(col);
      cell.style.left = `${gutter + this.columns.x(col)}px`;
      cell.style.width = `${this.columns.width(col)}px`;
    }
  }

  /** Marks the columns that the selection touches. */
  mark(range: Range): void {
    for (const [col, cell] of this.cells) flag(cell, 'data-touched', col >= range.left && col <= range.right);
  }

  /** Makes a column wider or, with a negative number, narrower, and says so. */
  widen(col: number, by: number): void {
    this.set(col, this.columns.width(col) + by);
    this.sayWidth(col);
  }

  /** Makes a column as wide as its texts. */
  fit(col: number): void {
    const column = this.source.columns[col];
    if (!column) return;
    this.set(col, fittedWidth(column, col, this.owner.sample(), this.measure));
    this.sayWidth(col);
  }

  /** Follows the pointer from the press on a handle to the release. */
  drag(col: number, start: PointerEvent): void {
    const handle = start.target as HTMLElement;
    const width = this.columns.width(col);
    const move = (event: PointerEvent) => this.set(col, width + event.clientX - start.clientX);
    handle.setPointerCapture(start.pointerId);
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), {
      once: true,
    });
  }

  private set(col: number, width: number): void {
    this.columns.resize(col, width);
    this.owner.resized();
  }

  private sayWidth(col: number): void {
    this.owner.say(SAY.width(this.source.columns[col]?.name ?? '', this.columns.width(col)));
  }

  private add(col: number): HTMLDivElement {
    const column = this.source.columns[col];
    const cell = div('grid-head-cell', 'columnheader');
    const name = div('grid-head-name');
    const type = div('grid-head-type');
    const handle = decoration('grid-handle');
    name.textContent = column?.name ?? '';
    type.textContent = column?.type ?? '';
    handle.dataset.col = String(col);
    cell.title = name.textContent;
    cell.setAttribute('aria-colindex', String(col + 2));
    cell.append(name, type, handle);
    // Headers are drawn from the right, and those that stay are to the right or the left of all new ones.
    const next = [...this.cells].filter(([other]) => other > col).sort(([a], [b]) => a - b)[0];
    this.row.insertBefore(cell, next?.[1] ?? null);
    this.cells.set(col, cell);
    return cell;
  }
}
