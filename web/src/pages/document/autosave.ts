import { Problem } from '../../api/problems';

/** Content with the number of the draft that it is, or was changed from. */
export interface Version<T> {
  readonly content: T;
  readonly version: number;
}

/** How it stands with what was changed. */
export type SaveState =
  | { readonly is: 'saved' }
  | { readonly is: 'saving' }
  /** The server was not reached; it is tried again by itself. */
  | { readonly is: 'waiting'; readonly problem: Problem }
  /** Somebody saved another change first: theirs or ours, people decide. */
  | { readonly is: 'conflict' }
  /** The server does not take it. */
  | { readonly is: 'refused'; readonly problem: Problem };

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

/**
 * Saves each change of a draft, one after the other: while one is under way, only the newest that follows is kept. It
 * knows nothing of React; useDraft.ts joins the two.
 */
export class Autosave<T> {
  private readonly save: (content: T, version: number) => Promise<number>;
  private readonly listeners = new Set<() => void>();
  private now: Version<T>;
  private current: SaveState = { is: 'saved' };
  private isUnderWay = false;
  private failures = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;

  /** `save` resolves to the number of the draft it made, and rejects with a Problem. */
  constructor(start: Version<T>, save: (content: T, version: number) => Promise<number>) {
    this.now = start;
    this.save = save;
  }

  /** The content as it is shown, with every change. */
  get content(): T {
    return this.now.content;
  }

  get version(): number {
    return this.now.version;
  }

  get state(): SaveState {
    return this.current;
  }

  /** Calls `listener` whenever content or state change; returns how to end that. */
  watch(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Takes a change and saves it. In a conflict it is only kept. */
  change(content: T): void {
    this.now = { ...this.now, content };
    if (this.current.is === 'conflict') {
      this.tell();
      return;
    }
    this.become({ is: 'saving' });
    void this.run();
  }

  /** Tries again what the server did not get or did not take. */
  again(): void {
    if (this.current.is !== 'waiting' && this.current.is !== 'refused') return;
    this.become({ is: 'saving' });
    void this.run();
  }

  /** Shows a draft that somebody else saved, if nothing of ours would be lost by it. */
  follow(theirs: Version<T>): void {
    if (this.current.is === 'saved' && theirs.version > this.now.version) this.take(theirs);
  }

  /** Shows a draft in place of all that was changed here. */
  take(theirs: Version<T>): void {
    clearTimeout(this.retry);
    this.now = theirs;
    this.become({ is: 'saved' });
  }

  private async run(): Promise<void> {
    if (this.isUnderWay) return;
    this.isUnderWay = true;
    clearTimeout(this.retry);
    const { content, version } = this.now;
    try {
      const next = await this.save(content, version);
      this.now = { content: this.now.content, version: next };
      this.failures = 0;
      this.isUnderWay = false;
      if (this.now.content === content) this.become({ is: 'saved' });
      else void this.run();
    } catch (error) {
      this.isUnderWay = false;
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    const problem = error instanceof Problem ? error : new Problem(500, { message: String(error) });
    const isUnderstood = problem.status > 0 && problem.status < 500;
    if (problem.code === 'stale') this.become({ is: 'conflict' });
    else if (isUnderstood) this.become({ is: 'refused', problem });
    else this.wait(problem);
  }

  private wait(problem: Problem): void {
    this.become({ is: 'waiting', problem });
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.failures++);
    this.retry = setTimeout(() => this.again(), pause);
  }

  private become(state: SaveState): void {
    this.current = state;
    this.tell();
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
