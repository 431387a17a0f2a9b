import type { Span } from '../grid/geometry';

/** Rows that follow each other, and where the next ones begin. */
export interface Chunk<R> {
  readonly rows: readonly R[];
  readonly next: string | null;
}

interface Page<R> extends Chunk<R> {
  /** Where it begins; "" is the first one. */
  readonly after: string;
  readonly isStale: boolean;
}

/**
 * The rows of a table that can only be read from its beginning on, page after page.
 * Those that are here stay until newer ones are.
 */
export class Pages<R> {
  private pages: readonly Page<R>[] = [];

  /** How many rows are here. */
  get length(): number {
    return this.pages.reduce((sum, page) => sum + page.rows.length, 0);
  }

  /** A row by its place, if it is here. */
  at(index: number): R | undefined {
    let first = 0;
    for (const { rows } of this.pages) {
      if (index < first + rows.length) return rows[index - first];
      first += rows.length;
    }
    return undefined;
  }

  /** The place of a row that is here; -1 if none is like that. */
  find(test: (row: R) => boolean): number {
    let first = 0;
    for (const { rows } of this.pages) {
      const at = rows.findIndex(test);
      if (at >= 0) return first + at;
      first += rows.length;
    }
    return -1;
  }

  /** Where to read next so that rows of the span are here as they are now; null if they are, or if there are no more. */
  missing({ first, last }: Span): string | null {
    let begin = 0;
    for (const { rows, isStale, after } of this.pages) {
      if (isStale && begin <= last && begin + rows.length > first) return after;
      begin += rows.length;
    }
    const end = this.pages.at(-1);
    if (!end) return '';
    if (end.isStale && end.rows.length === 0) return end.after;
    return begin <= last ? end.next : null;
  }

  /** Takes what was read from `after` on. Pages that no longer follow each other go. */
  put(after: string, chunk: Chunk<R>): void {
    const place = this.pages.findIndex((page) => page.after === after);
    const before = place < 0 ? this.pages : this.pages.slice(0, place);
    const follower = place < 0 ? undefined : this.pages[place + 1];
    const rest = follower && follower.after === chunk.next ? this.pages.slice(place + 1) : [];
    this.pages = [...before, { ...chunk, after, isStale: false }, ...rest];
  }

  /** All that is here may be different by now. */
  expire(): void {
    this.pages = this.pages.map((page) => ({ ...page, isStale: true }));
  }

  /** Changes rows where they are. */
  change(change: (row: R) => R): void {
    this.pages = this.pages.map((page) => ({ ...page, rows: page.rows.map(change) }));
  }
}
