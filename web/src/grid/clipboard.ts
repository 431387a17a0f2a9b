import { type Range, sizeOf } from './selection';
import type { Cell, Source } from './source';
import { SAY } from './text';

/** More cells than this do not go through the clipboard; the export is made for them. */
export const COPY_LIMIT = 1_000_000;

/** Rows per request when a range is fetched only to be copied. */
const FETCH_ROWS = 1_000;

/**
 * One cell as tab-separated text. NULL is nothing and the empty text is a pair of
 * quotes, as in our exports: spreadsheets read both as an empty cell, and a paste
 * into Writ can tell them apart.
 */
function field(cell: Cell): string {
  if (cell === null) return '';
  if (cell === '' || /[\t\r\n"]/.test(cell)) return `"${cell.replaceAll('"', '""')}"`;
  return cell;
}

/** The columns left … right of some rows as tab-separated text, one line per row. */
export function toTsv(rows: Iterable<readonly Cell[]>, left: number, right: number): string {
  const lines: string[] = [];
  for (const row of rows) {
    lines.push(
      row
        .slice(left, right + 1)
        .map(field)
        .join('\t'),
    );
  }
  return lines.join('\n');
}

/** Copies ranges, also those larger than what is loaded. */
export class Copier {
  private running: AbortController | null = null;
  private ready: { readonly of: string; readonly text: string } | null = null;

  /** `rowAt` gives the rows that are here, `say` tells people what happens. */
  constructor(
    private readonly source: Source,
    private readonly rowAt: (row: number) => readonly Cell[] | undefined,
    private readonly say: (message: string) => void,
  ) {}

  /** Answers the browser's copy event. What is loaded is copied at once, the rest is fetched first. */
  copy(event: ClipboardEvent, range: Range): void {
    event.preventDefault();
    const { cells } = sizeOf(range);
    if (cells > COPY_LIMIT) {
      this.say(SAY.tooMany(cells, COPY_LIMIT));
      return;
    }
    const text = this.ready?.of === nameOf(range) ? this.ready.text : this.loaded(range);
    if (text === null) {
      void this.fetch(range, cells);
      return;
    }
    event.clipboardData?.setData('text/plain', text);
    this.say(SAY.copied(cells));
  }

  /** Stops fetching; tells whether there was anything to stop. */
  stop(): boolean {
    if (!this.running) return false;
    this.running.abort();
    return true;
  }

  private loaded(range: Range): string | null {
    const rows: (readonly Cell[])[] = [];
    for (let row = range.top; row <= range.bottom; row++) {
      const cells = this.rowAt(row);
      if (!cells) return null;
      rows.push(cells);
    }
    return toTsv(rows, range.left, range.right);
  }

  private async fetch(range: Range, cells: number): Promise<void> {
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    try {
      const text = await this.fetchText(range, running.signal);
      this.ready = { of: nameOf(range), text };
      this.say((await wrote(text)) ? SAY.copied(cells) : SAY.copyAgain(cells));
    } catch {
      this.say(running.signal.aborted ? SAY.copyStopped : SAY.copyFailed);
    } finally {
      if (this.running === running) this.running = null;
    }
  }

  private async fetchText(range: Range, signal: AbortSignal): Promise<string> {
    const { rows } = sizeOf(range);
    const parts: string[] = [];
    for (let row = range.top; row <= range.bottom; row += FETCH_ROWS) {
      this.say(SAY.copying(row - range.top, rows));
      const part = await this.source.rows(row, Math.min(FETCH_ROWS, range.bottom - row + 1), signal);
      signal.throwIfAborted();
      parts.push(toTsv(part, range.left, range.right));
    }
    return parts.join('\n');
  }
}

function nameOf(range: Range): string {
  return `${range.top}:${range.left}:${range.bottom}:${range.right}`;
}

/**
 * Browsers let a page write to the clipboard later than in the copy event only on
 * https and while the person still looks at it; otherwise the next Ctrl+C takes it.
 */
async function wrote(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
