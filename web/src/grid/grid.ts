import { Blocks } from './blocks';
import { Copier } from './clipboard';
import { ColumnAxis, measureLike } from './columns';
import { Cursor, type Listener } from './cursor';
import { flag } from './dom';
import { Editing } from './editing';
import { FocusHolder } from './focus';
import { RowAxis, type Span } from './geometry';
import { firstWidths, gutterWidth, Header } from './header';
import { type Command, commandOf } from './keyboard';
import { Painter } from './painter';
import { listenToPointer, type PointerTarget } from './pointer';
import { Reader } from './reader';
import { contains, type Place, type Step, type Zone } from './selection';
import type { RowStore, Source } from './source';
import { Status } from './status';
import { SAY, selected, tableSize } from './text';
import { ROW_HEIGHT, Viewport } from './viewport';

/**
 * A grid over any number of rows, which can be edited if their source says so. It
 * owns the element it is given until `close`. Keys it does not know, such as ? for
 * help, go on to the page.
 */
export class Grid implements PointerTarget {
  private readonly rows: RowAxis;
  private readonly columns: ColumnAxis;
  private readonly viewport: Viewport;
  private readonly header: Header;
  private readonly blocks: RowStore;
  private readonly painter: Painter;
  private readonly copier: Copier;
  private readonly reader: Reader;
  private readonly status: Status;
  private readonly editing: Editing;
  private readonly proxy = new FocusHolder();
  private readonly closing = new AbortController();
  private readonly cursor: Cursor;
  private frame = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly source: Source,
    label: string,
    private readonly listener: Listener,
    start: Place,
  ) {
    const measure = measureLike(root);
    this.cursor = new Cursor(source);
    this.cursor.goTo(start);
    this.cursor.clamp();
    this.rows = new RowAxis(source.rowCount, ROW_HEIGHT);
    this.columns = new ColumnAxis(firstWidths(source, measure));
    const changed = (rows?: Span) => this.changed(rows);
    const say = (message: string) => this.status.say(message);
    this.blocks = source.open?.(changed, say) ?? new Blocks(source, changed);
    this.painter = new Painter(source, this.blocks, this.cursor);
    this.viewport = new Viewport(this.rows, this.columns, gutterWidth(source, measure), this.painter);
    this.header = new Header(this.viewport.headRow, this.columns, source, measure, {
      resized: () => this.resized(),
      sample: () => this.blocks.loaded(this.viewport.shownRows),
      say,
    });
    this.status = new Status(() => this.retry());
    this.copier = new Copier(source, (row) => this.blocks.row(row), say);
    this.reader = new Reader(this.viewport.view, () => this.focus());
    this.editing = new Editing(root, this.proxy, this.viewport, this.cursor, source, {
      say,
      ended: (step) => (step ? this.move(step, false) : this.render()),
    });
    this.viewport.view.setAttribute('aria-label', label);
    this.describe();
    root.append(this.viewport.scroller, this.status.element);
    this.listen();
    this.layOut();
    this.viewport.reveal(this.cursor.active);
  }

  /** The active cell, and whether it has the focus. */
  get place(): Place & { hasFocus: boolean } {
    return { ...this.cursor.active, hasFocus: this.proxy.hasFocus };
  }

  /** Takes the focus into the active cell. */
  focus(): void {
    if (!this.cursor.isNowhere) this.proxy.focus();
  }

  /** Selects the cell of the active column in a row, counted from 0, and shows it in the middle of the window. */
  goTo(row: number, col = this.cursor.active.col): void {
    if (this.cursor.isNowhere) return;
    const place = { row: Math.max(0, Math.min(this.source.rowCount - 1, row)), col };
    this.rows.moveTo((place.row - this.rows.page / 2) * ROW_HEIGHT);
    this.viewport.settle();
    this.cursor.goTo(place);
    this.selected();
    this.focus();
  }

  /** Stops everything and leaves the element empty. */
  close(): void {
    this.closing.abort();
    this.blocks.close();
    this.copier.stop();
    this.viewport.close();
    cancelAnimationFrame(this.frame);
    this.root.replaceChildren();
  }

  press(zone: Zone, place: Place, extend: boolean): void {
    this.editing.commit(null);
    if (this.cursor.isNowhere) return;
    // A whole column is selected from the row that people look at, so that nothing scrolls away.
    const seen = zone === 'columns' ? { ...place, row: this.viewport.shownRows.first } : place;
    this.cursor.press(zone, seen, extend);
    this.selected(zone === 'cells');
    this.focus();
  }

  handle(col: number, event: PointerEvent | MouseEvent): void {
    event.preventDefault();
    if (event.type === 'dblclick') this.header.fit(col);
    else this.header.drag(col, event as PointerEvent);
  }

  /** Edits the active cell, or shows its full text if that cannot be. */
  open(): void {
    const { active } = this.cursor;
    this.viewport.reveal(active);
    this.render();
    if (this.editing.begin()) return;
    const value = this.blocks.cell(active.row, active.col);
    const cell = this.viewport.cell(active);
    if (value === undefined || !cell) return;
    this.reader.open(cell, SAY.full(this.source.columns[active.col]?.name ?? '', active.row), value);
  }

  private listen(): void {
    const { signal } = this.closing;
    const { scroller } = this.viewport;
    scroller.addEventListener('scroll', () => this.scrolled(), { passive: true, signal });
    this.proxy.element.addEventListener('keydown', (event) => this.key(event), { signal });
    this.proxy.element.addEventListener('copy', (event) => this.copier.copy(event, this.cursor.range), {
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
    this.viewport.settleSoon();
  }

  /** Draws the window now, whether or not a frame was due. */
  private render(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    // Drawing may remove the cell that has the focus, when another one became active.
    const focused = this.proxy.hasFocus;
    if (!this.cursor.isNowhere) {
      this.viewport.keep(this.cursor.active);
      this.blocks.want(this.viewport.shownRows);
    }
    this.viewport.render();
    this.header.render(this.viewport.shownColumns, this.viewport.left, this.viewport.gutter);
    this.markSelection();
    this.status.showFailed(this.blocks.failed());
    this.placeProxy(focused);
  }

  private changed(rows?: Span): void {
    if (!rows) this.recount();
    this.viewport.repaint(rows ?? this.viewport.shownRows);
    this.status.showFailed(this.blocks.failed());
    this.proxy.name(this.painter.name());
  }

  /** Follows rows that came or went. */
  private recount(): void {
    this.rows.recount(this.source.rowCount);
    this.describe();
    if (this.cursor.isNowhere) this.proxy.element.remove();
    this.cursor.clamp();
    this.resized();
    this.tellSelection();
  }

  private describe(): void {
    const { rowCount, columns, edit } = this.source;
    this.viewport.describe(rowCount, columns.length, edit === undefined);
    this.status.showSize(tableSize(rowCount, columns.length));
    if (this.cursor.isNowhere) this.status.say(SAY.noRows);
  }

  private tellSelection(): void {
    if (!this.cursor.isNowhere) this.listener.selected(this.cursor.range, this.cursor.active);
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

  /** Shows what is selected now, and the end that moved unless whole rows or columns were meant. */
  private selected(reveal = true): void {
    this.status.say('');
    if (reveal) this.viewport.reveal(this.cursor.head);
    this.render();
    this.status.showSelection(selected(this.cursor.range));
    this.tellSelection();
  }

  private markSelection(): void {
    const { range, active } = this.cursor;
    this.viewport.eachCell((cell, row, col) => flag(cell, 'aria-selected', contains(range, row, col)));
    this.viewport.eachHead((head, row) =>
      flag(head, 'data-touched', row >= range.top && row <= range.bottom),
    );
    this.header.mark(range);
    this.viewport.outline(range, active);
  }

  private placeProxy(focused: boolean): void {
    const cell = this.viewport.cell(this.cursor.active);
    if (!cell) return;
    this.proxy.name(this.painter.name());
    this.proxy.moveInto(cell, focused);
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing || this.editing.key(event)) return;
    const command = commandOf(event);
    if (!command) return;
    event.preventDefault();
    this.run(command);
  }

  private run(command: Command): void {
    const { active, range } = this.cursor;
    switch (command.do) {
      case 'move':
        this.move(command.step, command.extend);
        break;
      case 'select':
        this.cursor.selectWhole(command.what);
        this.selected(false);
        break;
      case 'widen':
        this.header.widen(active.col, command.by);
        break;
      case 'fit':
        this.header.fit(active.col);
        break;
      case 'open':
        this.open();
        break;
      case 'cancel':
        if (this.copier.stop()) break;
        this.cursor.goTo(active);
        this.selected();
        break;
      case 'leave':
        // To the line under the grid, or to the grid as a whole.
        (command.backward ? this.root : this.status.element).focus();
        break;
      case 'clear':
        this.source.clear?.(range);
        break;
      case 'goToRow':
        this.listener.goToRow();
    }
  }

  private move(how: Step, extend: boolean): void {
    this.cursor.move(how, extend, this.rows.page);
    this.selected();
  }
}
