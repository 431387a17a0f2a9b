import { shownText } from './cells';
import type { Span } from './geometry';
import { type Cell, type Column, isNumeric } from './source';

export const MIN_WIDTH = 48;
export const MAX_WIDTH = 1_200;

/** Long texts do not push everything else out of sight until somebody widens their column. */
const MAX_FITTED = 360;
const MIN_FITTED = 72;
/** Padding at both sides, the line between two columns, and what measuring and drawing may differ by. */
const PADDING = 28;

/** The horizontal axis: the widths of the columns and where each begins. */
export class ColumnAxis {
  private readonly starts: number[];

  constructor(private readonly widths: number[]) {
    this.starts = new Array(widths.length + 1).fill(0);
    this.measure(0);
  }

  get count(): number {
    return this.widths.length;
  }

  /** The pixels all columns take. */
  get content(): number {
    return this.x(this.count);
  }

  /** Where a column begins; x(count) is where the last one ends. */
  x(col: number): number {
    return this.starts[col] ?? 0;
  }

  width(col: number): number {
    return this.widths[col] ?? 0;
  }

  /** Sets a width within the limits and returns what it became. */
  resize(col: number, width: number): number {
    const kept = Math.round(Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, width)));
    this.widths[col] = kept;
    this.measure(col);
    return kept;
  }

  /** The column under a pixel of the content, kept within the table. */
  at(x: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.x(middle) <= x) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The columns that a window of `width` pixels at `left` shows. */
  visible(left: number, width: number): Span {
    return { first: this.at(left), last: this.at(left + Math.max(0, width - 1)) };
  }

  /** The scroll position nearest to `left` that shows the whole column in a window of `width` pixels. */
  reveal(col: number, left: number, width: number): number {
    const start = this.x(col);
    const end = this.x(col + 1);
    if (start < left || end - start > width) return start;
    return end > left + width ? end - width : left;
  }

  private measure(from: number): void {
    for (let col = from; col < this.count; col++) this.starts[col + 1] = this.x(col) + this.width(col);
  }
}

/** Measures a text in pixels. `strong` is the weight of the header. */
export type Measure = (text: string, strong: boolean) => number;

/** The width a column needs for its name, its type and the given rows. */
export function fittedWidth(
  column: Column,
  col: number,
  rows: Iterable<readonly Cell[]>,
  measure: Measure,
): number {
  let widest = Math.max(measure(column.name, true), measure(column.type, false) * 0.85);
  for (const row of rows) {
    const text = shownText(row[col] ?? null, column);
    // A measurement costs more than a comparison: only texts that could be wider are measured.
    if (text.length * 14 > widest) widest = Math.max(widest, measure(text.slice(0, 120), false));
  }
  return Math.ceil(Math.max(MIN_FITTED, Math.min(MAX_FITTED, widest + PADDING)));
}

/** The width of a column whose rows are not known yet. */
export function expectedWidth(column: Column, measure: Measure): number {
  const body = isNumeric(column) ? 96 : column.kind.startsWith('timestamp') ? 176 : 144;
  return Math.max(body, fittedWidth(column, 0, [], measure));
}

/** A Measure that uses the fonts of an element. */
export function measureLike(element: Element): Measure {
  const context = document.createElement('canvas').getContext('2d');
  const style = getComputedStyle(element);
  const plain = `${style.fontSize} ${style.fontFamily}`;
  return (text, strong) => {
    if (!context) return text.length * 8;
    context.font = strong ? `600 ${plain}` : plain;
    return context.measureText(text).width;
  };
}
