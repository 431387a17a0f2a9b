import type { Span } from './geometry';
import type { Cell, RowStore, Source } from './source';

export const BLOCK_ROWS = 200;

/** Enough to scroll back through 40,000 rows without asking again. */
const KEPT = 200;

/** Rows fetched ahead of the window on either side. */
const AHEAD = 60;

/** While the thumb of the scroll bar is dragged, blocks are asked for at most this often, in milliseconds. */
const PAUSE = 80;

type Block =
  | { readonly state: 'ready'; readonly rows: readonly (readonly Cell[])[] }
  | { readonly state: 'loading'; readonly stop: AbortController }
  | { readonly state: 'failed' };

/**
 * The rows that are here, in blocks. `want` names the rows that the window shows;
 * blocks of them that are missing are fetched, requests for rows scrolled past
 * are cancelled, and of the rest the least recently seen are forgotten.
 */
export class Blocks implements RowStore {
  /** In order of last use, oldest first. */
  private readonly blocks = new Map<number, Block>();
  private wanted: readonly number[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private launched = Number.NEGATIVE_INFINITY;

  /** `changed` is told the rows of a block whenever it arrived or failed. */
  constructor(
    private readonly source: Source,
    private readonly changed: (rows: Span) => void,
  ) {
    const initial = source.initial ?? [];
    for (let key = 0; key * BLOCK_ROWS < initial.length; key++) {
      const rows = initial.slice(key * BLOCK_ROWS, (key + 1) * BLOCK_ROWS);
      if (rows.length === this.length(key)) this.blocks.set(key, { state: 'ready', rows });
    }
  }

  /** A row, or undefined while it is not here. */
  row(row: number): readonly Cell[] | undefined {
    const block = this.blocks.get(Math.floor(row / BLOCK_ROWS));
    return block?.state === 'ready' ? block.rows[row % BLOCK_ROWS] : undefined;
  }

  /** A cell, or undefined while it is not here. */
  cell(row: number, col: number): Cell | undefined {
    const cells = this.row(row);
    return cells && (cells[col] ?? null);
  }

  /** Those rows of a span that are here. */
  *loaded({ first, last }: Span): Generator<readonly Cell[]> {
    for (let row = first; row <= last; row++) {
      const cells = this.row(row);
      if (cells) yield cells;
    }
  }

  /** Names the rows that are shown now. */
  want(shown: Span): void {
    const first = Math.floor(Math.max(0, shown.first - AHEAD) / BLOCK_ROWS);
    const last = Math.floor(Math.min(this.source.rowCount - 1, shown.last + AHEAD) / BLOCK_ROWS);
    this.wanted = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
    this.cancelUnwanted();
    this.touch();
    if (this.timer !== undefined || !this.wanted.some((key) => !this.blocks.has(key))) return;
    const wait = this.launched + PAUSE - performance.now();
    if (wait <= 0) this.launch();
    else this.timer = setTimeout(() => this.launch(), wait);
  }

  /** The rows among those wanted that could not be fetched, or null. */
  failed(): Span | null {
    const keys = this.wanted.filter((key) => this.blocks.get(key)?.state === 'failed');
    const first = keys[0];
    const last = keys[keys.length - 1];
    if (first === undefined || last === undefined) return null;
    return { first: first * BLOCK_ROWS, last: last * BLOCK_ROWS + this.length(last) - 1 };
  }

  /** Fetches again what failed. */
  retry(): void {
    for (const [key, block] of this.blocks) if (block.state === 'failed') this.blocks.delete(key);
    this.launch();
  }

  /** Cancels everything under way. */
  close(): void {
    clearTimeout(this.timer);
    this.wanted = [];
    this.cancelUnwanted();
  }

  private launch(): void {
    this.timer = undefined;
    this.launched = performance.now();
    for (const key of this.wanted) if (!this.blocks.has(key)) this.load(key);
  }

  private load(key: number): void {
    const stop = new AbortController();
    this.blocks.set(key, { state: 'loading', stop });
    const settle = (block: Block) => {
      if (stop.signal.aborted) return;
      this.blocks.set(key, block);
      this.forget();
      this.changed({ first: key * BLOCK_ROWS, last: key * BLOCK_ROWS + this.length(key) - 1 });
    };
    this.source.rows(key * BLOCK_ROWS, this.length(key), stop.signal).then(
      // Fewer rows than there are would look like rows that never arrive.
      (rows) => settle(rows.length === this.length(key) ? { state: 'ready', rows } : { state: 'failed' }),
      () => settle({ state: 'failed' }),
    );
  }

  private length(key: number): number {
    return Math.min(BLOCK_ROWS, this.source.rowCount - key * BLOCK_ROWS);
  }

  private cancelUnwanted(): void {
    for (const [key, block] of this.blocks) {
      if (block.state !== 'loading' || this.wanted.includes(key)) continue;
      block.stop.abort();
      this.blocks.delete(key);
    }
  }

  /** Makes the wanted blocks the most recently used ones. */
  private touch(): void {
    for (const key of this.wanted) {
      const block = this.blocks.get(key);
      if (!block) continue;
      this.blocks.delete(key);
      this.blocks.set(key, block);
    }
  }

  private forget(): void {
    for (const key of this.blocks.keys()) {
      if (this.blocks.size <= KEPT) return;
      if (!this.wanted.includes(key)) this.blocks.delete(key);
    }
  }
}
