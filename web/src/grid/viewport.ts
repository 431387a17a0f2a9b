import { makeCell } from './cells';
import type { ColumnAxis } from './columns';
import { decoration, div } from './dom';
import type { RowAxis, Span } from './geometry';
import { Line } from './line';
import type { Painter } from './painter';
import type { Place, Range } from './selection';

export const ROW_HEIGHT = 28;
export const HEAD_HEIGHT = 44;

/** Rows drawn beyond each edge, so that a wheel's step never shows an empty strip. */
const OVERSCAN = 4;

/** After so many milliseconds without scrolling the bar goes where it belongs. */
const SETTLE = 160;

/** Lines kept for reuse between two drawings. */
const SPARE = 12;

/**
 * Draws the rows and columns in the window and no others. Elements are reused,
 * their order in the document is the order of the table, and the cell with the
 * focus stays in the document also when it is scrolled out of sight.
 */
export class Viewport {
  /** The element that scrolls. */
  readonly scroller = div('grid-scroll');
  /** The element with the role grid, as large as the window. */
  readonly view = div('grid-view', 'grid');
  /** The row of column headers; Header fills it. */
  readonly headRow = div('grid-row', 'row');
  left = 0;
  private settling: ReturnType<typeof setTimeout> | undefined;
  private readonly spacer = div('grid-spacer');
  private readonly body = div('grid-body', 'presentation');
  private readonly rangeBox = decoration('grid-range');
  private readonly activeBox = decoration('grid-active');
  private readonly lines = new Map<number, Line>();
  private readonly spareLines: Line[] = [];
  private readonly spareCells: HTMLDivElement[] = [];
  private kept: Place = { row: -1, col: -1 };
  private width = 0;

  /** `gutter` is the width of the row numbers. */
  constructor(
    private readonly rows: RowAxis,
    private readonly columns: ColumnAxis,
    readonly gutter: number,
    private readonly painter: Painter,
  ) {
    const head = div('grid-head', 'rowgroup');
    const clip = div('grid-clip', 'rowgroup');
    this.headRow.setAttribute('aria-rowindex', '1');
    head.append(this.headRow);
    this.body.append(this.rangeBox, this.activeBox);
    clip.append(this.body);
    this.view.append(head, clip);
    this.spacer.append(this.view);
    this.scroller.append(this.spacer);
    this.view.style.setProperty('--grid-gutter', `${gutter}px`);
    this.columnsChanged();
  }

  /** Tells screen readers what this is and how large, headers included. */
  describe(rows: number, columns: number, isReadOnly: boolean): void {
    this.view.setAttribute('aria-rowcount', String(rows + 1));
    this.view.setAttribute('aria-colcount', String(columns + 1));
    this.view.setAttribute('aria-multiselectable', 'true');
    this.view.setAttribute('aria-readonly', String(isReadOnly));
  }

  /** Takes over the size of the window. */
  measure(): void {
    this.width = this.scroller.clientWidth;
    const height = this.scroller.clientHeight;
    this.rows.resize(Math.max(0, height - HEAD_HEIGHT));
    this.view.style.width = `${this.width}px`;
    this.view.style.height = `${height}px`;
  }

  /** Takes over where the browser scrolled to. */
  scrolled(): void {
    this.left = this.scroller.scrollLeft;
    this.rows.scrolled(this.scroller.scrollTop);
  }

  /** Puts the scroll bar where the axis wants it. */
  settle(): void {
    const bar = this.rows.settle();
    if (Math.abs(bar - this.scroller.scrollTop) >= 1) this.scroller.scrollTop = bar;
    this.rows.barIs(this.scroller.scrollTop);
  }

  /** Puts the scroll bar where the axis wants it once the hand rests. */
  settleSoon(): void {
    clearTimeout(this.settling);
    if (this.rows.scaled) this.settling = setTimeout(() => this.settle(), SETTLE);
  }

  close(): void {
    clearTimeout(this.settling);
  }

  /** Scrolls as little as needed to show a cell. */
  reveal({ row, col }: Place): void {
    if (this.rows.reveal(row)) this.settle();
    const left = this.columns.reveal(col, this.left, this.bodyWidth);
    if (left === this.left) return;
    this.scroller.scrollLeft = left;
    this.left = this.scroller.scrollLeft;
  }

  /** The rows in the window. */
  get shownRows(): Span {
    return this.rows.visible(0);
  }

  /** The columns in the window. */
  get shownColumns(): Span {
    return this.columns.visible(this.left, this.bodyWidth);
  }

  /** Names the cell that must stay in the document. */
  keep(place: Place): void {
    this.kept = place;
  }

  /** The element of a cell that is drawn. */
  cell({ row, col }: Place): HTMLDivElement | undefined {
    return this.lines.get(row)?.cells.get(col);
  }

  /** Visits every drawn cell. */
  eachCell(visit: (cell: HTMLDivElement, row: number, col: number) => void): void {
    for (const [row, line] of this.lines) for (const [col, cell] of line.cells) visit(cell, row, col);
  }

  /** Visits every drawn row header. */
  eachHead(visit: (head: HTMLDivElement, row: number) => void): void {
    for (const [row, line] of this.lines) visit(line.head, row);
  }

  /** Paints the drawn cells of some rows again. */
  repaint({ first, last }: Span): void {
    this.eachCell((cell, row, col) => {
      if (row >= first && row <= last) this.painter.paint(cell, row, col);
    });
  }

  /** Follows a change of the widths. */
  columnsChanged(): void {
    this.spacer.style.width = `${this.gutter + this.columns.content}px`;
    this.spacer.style.height = `${HEAD_HEIGHT + this.rows.spacer}px`;
    this.eachCell((cell, _row, col) => this.placeCell(cell, col));
  }

  /** Draws the window. */
  render(): void {
    this.rows.rebase();
    const span = this.rows.visible(OVERSCAN);
    const columns = this.shownColumns;
    const keptIsAway = this.kept.row >= 0 && (this.kept.row < span.first || this.kept.row > span.last);
    this.release(span);
    for (let row = span.first; row <= span.last; row++) this.draw(row, columns);
    if (keptIsAway) this.draw(this.kept.row, { first: this.kept.col, last: this.kept.col });
    for (const line of this.spareLines) line.element.remove();
    this.spareLines.length = Math.min(this.spareLines.length, SPARE);
    this.arrange();
    const shift = Math.round(this.rows.base - this.rows.top);
    this.body.style.transform = `translate(${-this.left}px, ${shift}px)`;
    this.headRow.style.transform = `translateX(${-this.left}px)`;
  }

  /** Shows which cells are selected and which one is active. */
  outline(range: Range, active: Place): void {
    const { first, last } = this.rows.visible(OVERSCAN);
    const top = Math.max(range.top, first - 1);
    const bottom = Math.min(range.bottom, last + 1);
    this.placeBox(this.rangeBox, { ...range, top, bottom });
    this.rangeBox.hidden = bottom < top || (range.top === range.bottom && range.left === range.right);
    this.placeBox(this.activeBox, {
      top: active.row,
      bottom: active.row,
      left: active.col,
      right: active.col,
    });
  }

  /** The pixels the cells have beside the row numbers. */
  private get bodyWidth(): number {
    return Math.max(0, this.width - this.gutter);
  }

  private release(span: Span): void {
    for (const [row, line] of this.lines) {
      if ((row >= span.first && row <= span.last) || row === this.kept.row) continue;
      this.lines.delete(row);
      this.spareLines.push(line);
    }
  }

  private draw(row: number, columns: Span): void {
    const line = this.lines.get(row) ?? this.take(row);
    line.place(this.rows.y(row));
    line.head.style.transform = `translateX(${this.left}px)`;
    const keptColumn = row === this.kept.row ? this.kept.col : -1;
    for (const [col, cell] of line.cells) {
      if ((col < columns.first || col > columns.last) && col !== keptColumn) {
        line.cells.delete(col);
        cell.remove();
        this.spareCells.push(cell);
      } else if (line.isFresh) this.painter.paint(cell, row, col);
    }
    for (let col = columns.first; col <= columns.last; col++) this.addCell(line, row, col);
    if (keptColumn >= 0) this.addCell(line, row, keptColumn);
  }

  private take(row: number): Line {
    const line = this.spareLines.shift() ?? new Line();
    line.isFresh = true;
    line.name(row);
    this.lines.set(row, line);
    return line;
  }

  private addCell(line: Line, row: number, col: number): void {
    if (line.cells.has(col)) return;
    const cell = this.spareCells.pop() ?? makeCell();
    cell.setAttribute('aria-colindex', String(col + 2));
    this.placeCell(cell, col);
    this.painter.paint(cell, row, col);
    line.insert(col, cell);
  }

  private placeCell(cell: HTMLDivElement, col: number): void {
    cell.style.left = `${this.gutter + this.columns.x(col)}px`;
    cell.style.width = `${this.columns.width(col)}px`;
  }

  /**
   * Brings the lines into the order of the table. Lines that stayed are in order
   * already and are never moved, because moving would take the focus away; after a
   * jump those reused mostly stand where they are needed.
   */
  private arrange(): void {
    let next: Element | null = this.body.firstElementChild;
    for (const row of [...this.lines.keys()].sort((a, b) => a - b)) {
      const line = this.lines.get(row);
      if (!line) continue;
      while (!line.isFresh && next !== line.element) next = next?.nextElementSibling ?? null;
      if (next === line.element) next = next.nextElementSibling;
      else this.body.insertBefore(line.element, next);
      line.isFresh = false;
    }
  }

  private placeBox(box: HTMLDivElement, range: Range): void {
    const { style } = box;
    style.left = `${this.gutter + this.columns.x(range.left)}px`;
    style.width = `${this.columns.x(range.right + 1) - this.columns.x(range.left)}px`;
    style.top = `${this.rows.y(range.top)}px`;
    style.height = `${(range.bottom - range.top + 1) * ROW_HEIGHT}px`;
  }
}
