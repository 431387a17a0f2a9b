/** Browsers lose pixels, or whole elements, beyond 17 to 33 million pixels; this stays far below. */
export const MAX_SPACER = 8_000_000;

/** At both ends of a scaled bar one pixel of it is one pixel of content, so that the first and the last rows are exact. */
const EXACT_ENDS = 50_000;

/** Rows are placed relative to a base that follows the reader, because positions above some millions of pixels lose precision. */
const BASE_REACH = 500_000;

/** How far from the base an element may be placed; whatever is farther is out of sight anyway. */
const FAR = 2_000_000;

/** An inclusive run of rows. Empty when last < first. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/**
 * The vertical axis: which pixel of the content is at the top of the window, and
 * where the scroll bar stands for it. Up to MAX_SPACER pixels both are the same.
 * Beyond, the bar is scaled: a small movement of it (wheel, arrow) moves the content
 * by as much, a large one (thumb dragged) moves it in proportion, and `settle`
 * brings the bar back to where it belongs once the hand rests.
 */
export class RowAxis {
  top = 0;
  base = 0;
  private bar = 0;
  private height = 0;

  constructor(
    private count: number,
    readonly rowHeight: number,
  ) {}

  get rows(): number {
    return this.count;
  }

  /** Tells how many rows there are from now on. */
  recount(rows: number): void {
    this.count = rows;
    this.top = this.clamp(this.top);
  }

  /** Tells the height of the window in pixels, without the header. */
  resize(height: number): void {
    this.height = height;
    this.top = this.clamp(this.top);
  }

  /** The pixels all rows would take. */
  get content(): number {
    return this.rows * this.rowHeight;
  }

  /** The pixels the scrolled element really takes. */
  get spacer(): number {
    return Math.min(MAX_SPACER, this.content);
  }

  get maxTop(): number {
    return Math.max(0, this.content - this.height);
  }

  get scaled(): boolean {
    return this.content > MAX_SPACER;
  }

  /** Rows that fit into the window as a whole; a page is one fewer, so that a line of context stays. */
  get page(): number {
    return Math.max(1, Math.floor(this.height / this.rowHeight) - 1);
  }

  /** Takes over a position of the scroll bar as the browser reports it. */
  scrolled(bar: number): void {
    const moved = bar - this.bar;
    this.bar = bar;
    const nearby = Math.abs(moved) < 3 * this.height;
    this.top = this.clamp(this.scaled && nearby ? this.top + moved : this.topAt(bar));
  }

  /** Where the bar should stand now. The caller moves it there and confirms with `barIs`. */
  settle(): number {
    return this.barAt(this.top);
  }

  /** Tells where the bar really stands after it was moved, so that the event of that move changes nothing. */
  barIs(bar: number): void {
    this.bar = bar;
  }

  /** Shows pixel `top` at the top of the window, or the nearest one possible. */
  moveTo(top: number): void {
    this.top = this.clamp(top);
  }

  /** Moves as little as needed to show the whole row; tells whether it moved. */
  reveal(row: number): boolean {
    const before = this.top;
    const y = row * this.rowHeight;
    if (y < this.top) this.moveTo(y);
    else if (y + this.rowHeight > this.top + this.height) this.moveTo(y + this.rowHeight - this.height);
    return this.top !== before;
  }

  /** The rows to draw: those in the window and `over` more on each side. */
  visible(over: number): Span {
    return {
      first: Math.max(0, Math.floor(this.top / this.rowHeight) - over),
      last: Math.min(this.rows - 1, Math.ceil((this.top + this.height) / this.rowHeight) - 1 + over),
    };
  }

  /** Moves the base near the window when it is too far; tells whether it moved. */
  rebase(): boolean {
    if (Math.abs(this.top - this.base) <= BASE_REACH) return false;
    this.base = Math.floor(this.top / this.rowHeight) * this.rowHeight;
    return true;
  }

  /** The position of a row relative to the base. */
  y(row: number): number {
    return Math.max(-FAR, Math.min(FAR, row * this.rowHeight - this.base));
  }

  /** The row under a pixel of the window, kept within the table. */
  rowAt(y: number): number {
    return Math.max(0, Math.min(this.rows - 1, Math.floor((y + this.top) / this.rowHeight)));
  }

  private get maxBar(): number {
    return Math.max(0, this.spacer - this.height);
  }

  private barAt(top: number): number {
    if (!this.scaled || top <= EXACT_ENDS) return top;
    const left = this.maxTop - top;
    if (left <= EXACT_ENDS) return this.maxBar - left;
    return EXACT_ENDS + (top - EXACT_ENDS) / this.ratio;
  }

  private topAt(bar: number): number {
    if (!this.scaled || bar <= EXACT_ENDS) return bar;
    const left = this.maxBar - bar;
    if (left <= EXACT_ENDS) return this.maxTop - left;
    return EXACT_ENDS + (bar - EXACT_ENDS) * this.ratio;
  }

  /** Pixels of content for one of the bar, between the exact ends. */
  private get ratio(): number {
    return (this.maxTop - 2 * EXACT_ENDS) / (this.maxBar - 2 * EXACT_ENDS);
  }

  private clamp(top: number): number {
    return Math.max(0, Math.min(this.maxTop, top));
  }
}
