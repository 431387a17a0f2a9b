import { Blocks } from './blocks';
import { paint } from './cells';
import { Copier } from './clipboard';
import { ColumnAxis, measureLike } from './columns';
import { flag } from './dom';
import { FocusHolder } from './focus';
import { RowAxis } from './geometry';
import { firstWidths, Header } from './header';
import { type Command, commandOf } from './keyboard';
import { listenToPointer, type PointerTarget } from './pointer';
import { Reader } from './reader';
import {
  at,
  contains,
  extendTo,
  type Place,
  pressed,
  rangeOf,
  type Selection,
  type Step,
  step,
  whole,
  type Zone,
} from './selection';
import type { Source } from './source';
import { Status } from './status';
import { cellName, count, SAY, selected, tableSize } from './text';
import { ROW_HEIGHT, Viewport } from './viewport';

/** After so many milliseconds without scrolling the bar goes where it belongs. */
const SETTLE = 160;

/**
 * A read-only grid over any number of rows. It owns the element it is given until
 * `close`. Keys it does not know, such as ? for help, go on to the page.
 */
export class Grid implements PointerTarget {
  private readonly rows: RowAxis;
  private readonly columns: ColumnAxis;
  private readonly viewport: Viewport;
  private readonly header: Header;
  private readonly blocks: Blocks;
  private readonly copier: Copier;
  private readonly reader: Reader;
  private readonly status: Status;
  private readonly proxy = new FocusHolder();
  private readonly closing = new AbortController();
  private selection: Selection = at({ row: 0, col: 0 });
  private frame = 0;
  private settleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly source: Source,
    label: string,
    private readonly askForRow: () => void,
  ) {
    const measure = measureLike(root);
    const gutter = Math.max(48, Math.ceil(measure(count(source.rowCount), false)) + 20);
    this.rows = new RowAxis(source.rowCount, ROW_HEIGHT);
    this.columns = new ColumnAxis(firstWidths(source, measure));
    this.viewport = new Viewport(this.rows, this.columns, gutter, (cell, row, col) =>
      this.paint(cell, row, col),
    );
    this.blocks = new Blocks(source, (rows) => this.arrived(rows.first, rows.last));
    this.header = new Header(this.viewport.headRow, this.columns, source, measure, {
      resized: () => this.resized(),
      sample: () => this.blocks.loaded(this.viewport.shownRows),
      say: (message) => this.status.say(message),
    });
    this.status = new Status(tableSize(source.rowCount, source.columns.length), () => this.retry());
    this.copier = new Copier(
      source,
      (row) => this.blocks.row(row),
      (message) => this.status.say(message),
    );
    this.reader = new Reader(this.viewport.view, () => this.focus());
    this.viewport.describe(label, source.rowCount, source.columns.length);
    if (this.isEmpty) this.status.say(SAY.noRows);
    root.append(this.viewport.scroller, this.status.element);
    this.listen();
    this.layOut();
  }

  /** Takes the focus into the active cell. */
  focus(): void {
    if (!this.isEmpty) this.proxy.focus();
  }

  /** Selects the cell of the active column in a row, counted from 0, and shows it in the middle of the window. */
  goTo(row: number): void {
    if (this.isEmpty) return;
    const place = {
      row: Math.max(0, Math.min(this.source.rowCount - 1, row)),
      col: this.selection.active.col,
    };
    this.rows.moveTo((place.row - this.rows.page / 2) * ROW_HEIGHT);
    this.viewport.settle();
    this.select(at(place));
    this.focus();
  }

  /** Stops everything and leaves the element empty. */
  close(): void {
    this.closing.abort();
    this.blocks.close();
    this.copier.stop();
    clearTimeout(this.settleTimer);
    cancelAnimationFrame(this.frame);
    this.root.replaceChildren();
  }

  press(zone: Zone, place: Place, extend: boolean): void {
    if (this.isEmpty) return;
    // A whole column is selected from the row that people look at, so that nothing scrolls away.
    const seen = zone === 'columns' ? { ...place, row: this.viewport.shownRows.first } : place;
    this.select(pressed(this.selection, zone, seen, extend, this.bounds), zone === 'cells');
    this.focus();
  }

  handle(col: number, event: PointerEvent | MouseEvent): void {
    event.preventDefault();
    if (event.type === 'dblclick') this.header.fit(col);
    else this.header.drag(col, event as PointerEvent);
  }

  /** Shows the full text of the active cell. */
  open(): void {
    const { active } = this.selection;
    this.viewport.reveal(active);
    this.render();
    const value = this.blocks.cell(active.row, active.col);
    const cell = this.viewport.cell(active);
    if (value === undefined || !cell) return;
    this.reader.open(cell, SAY.full(this.source.columns[active.col]?.name ?? '', active.row), value);
  }

  private get bounds() {
    return { rows: this.source.rowCount, cols: this.source.columns.length };
  }

  private get isEmpty(): boolean {
    return this.source.rowCount === 0 || this.source.columns.length === 0;
  }

  private listen(): void {
    const { signal } = this.closing;
    const { scroller } = this.viewport;
    scroller.addEventListener('scroll', () => this.scrolled(), { passive: true, signal });
    this.proxy.element.addEventListener('keydown', (event) => this.key(event), { signal });
    this.proxy.element.addEventListener('copy', (event) => this.copier.copy(event, rangeOf(this.selection)), {
      signal,
    });
    listenToPointer(this.viewport, this.rows, this.columns, this, signal);
    const observer = new ResizeObserver(() => this.layOut());
    observer.observe(scroller);
    signal.addEventListener('abort', () => observer.disconnect());
  }

  private layOut(): void {
    this.viewport.measure();
    this.viewport.settle();
    this.render();
  }

  private scrolled(): void {
    this.reader.hide();
    this.viewport.scrolled();
    this.frame ||= requestAnimationFrame(() => this.render());
    if (!this.rows.scaled) return;
    clearTimeout(this.settleTimer);
    this.settleTimer = setTimeout(() => this.viewport.settle(), SETTLE);
  }

  /** Draws the window now, whether or not a frame was due. */
  private render(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    // Drawing may remove the cell that has the focus, when another one became active.
    const focused = this.proxy.hasFocus;
    if (!this.isEmpty) {
      this.viewport.keep(this.selection.active);
      this.blocks.want(this.viewport.shownRows);
    }
    this.viewport.render();
    this.header.render(this.viewport.shownColumns, this.viewport.left, this.viewport.gutter);
    this.markSelection();
    this.status.showFailed(this.blocks.failed());
    this.placeProxy(focused);
  }

  private paint(cell: HTMLDivElement, row: number, col: number): void {
    const column = this.source.columns[col];
    if (!column) return;
    paint(cell, this.blocks.cell(row, col), column);
    flag(cell, 'aria-selected', contains(rangeOf(this.selection), row, col));
  }

  private arrived(first: number, last: number): void {
    this.viewport.repaint({ first, last });
    this.status.showFailed(this.blocks.failed());
    this.nameProxy();
  }

  private retry(): void {
    this.blocks.retry();
    this.render();
    this.focus();
  }

  private resized(): void {
    this.viewport.columnsChanged();
    this.render();
  }

  /** Selects, and shows the end of the selection that moved unless whole rows or columns were meant. */
  private select(selection: Selection, reveal = true): void {
    this.selection = selection;
    this.status.say('');
    if (reveal) this.viewport.reveal(selection.head);
    this.render();
    this.status.showSelection(selected(rangeOf(selection)));
  }

  private markSelection(): void {
    const range = rangeOf(this.selection);
    this.viewport.eachCell((cell, row, col) => flag(cell, 'aria-selected', contains(range, row, col)));
    this.viewport.eachHead((head, row) =>
      flag(head, 'data-touched', row >= range.top && row <= range.bottom),
    );
    this.header.mark(range);
    this.viewport.outline(range, this.selection.active);
  }

  private placeProxy(focused: boolean): void {
    const cell = this.viewport.cell(this.selection.active);
    if (!cell) return;
    this.nameProxy();
    this.proxy.moveInto(cell, focused);
  }

  private nameProxy(): void {
    const { row, col } = this.selection.active;
    const column = this.source.columns[col];
    if (column) this.proxy.name(cellName(column, row, this.blocks.cell(row, col)));
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const command = commandOf(event);
    if (!command) return;
    event.preventDefault();
    this.run(command);
  }

  private run(command: Command): void {
    const { selection, bounds } = this;
    switch (command.do) {
      case 'move':
        this.move(command.step, command.extend);
        break;
      case 'select':
        this.select(whole(selection, command.what, bounds), false);
        break;
      case 'widen':
        this.header.widen(selection.active.col, command.by);
        break;
      case 'fit':
        this.header.fit(selection.active.col);
        break;
      case 'open':
        this.open();
        break;
      case 'cancel':
        if (!this.copier.stop()) this.select(at(selection.active));
        break;
      case 'leave':
        this.leave(command.backward);
        break;
      case 'goToRow':
        this.askForRow();
    }
  }

  private move(how: Step, extend: boolean): void {
    const to = step(extend ? this.selection.head : this.selection.active, how, this.bounds, this.rows.page);
    this.select(extend ? extendTo(this.selection, to) : at(to));
  }

  /** Moves the focus out: to the line under the grid, or to the grid as a whole. */
  private leave(backward: boolean): void {
    if (backward) this.root.focus();
    else this.status.element.focus();
  }
}
