import { type Problem, toProblem } from '../api/problems';

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

interface Job {
  /** Sends it; the same key lets the server know a repetition. */
  send: (key: string) => Promise<void>;
  failed: (problem: Problem) => void;
}

/**
 * Sends what was done to a table, one thing after the other, so that the server sees
 * it in the order in which people did it. While the server cannot be reached
 * everything waits and is tried again by itself: nothing that was typed is lost.
 */
export class Outbox {
  private readonly jobs: Job[] = [];
  private isBusy = false;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wake: (() => void) | undefined;
  private isClosed = false;

  /** `told` is called whenever something waits or has come through. */
  constructor(
    private readonly newKey: () => string,
    private readonly told: () => void,
  ) {}

  /** How many things are not with the server yet. */
  get waiting(): number {
    return this.jobs.length;
  }

  /** Whether the server was not reached the last time. */
  get isCutOff(): boolean {
    return this.failures > 0;
  }

  add(job: Job): void {
    this.jobs.push(job);
    this.told();
    void this.run();
  }

  /** Tries again now what waits for the server. */
  again(): void {
    this.wake?.();
  }

  /** Sends nothing more. */
  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  private async run(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    for (let job = this.jobs[0]; job && !this.isClosed; job = this.jobs[0]) {
      await this.deliver(job);
      this.jobs.shift();
      this.told();
    }
    this.isBusy = false;
  }

  private async deliver(job: Job): Promise<void> {
    for (const key = this.newKey(); !this.isClosed; ) {
      try {
        await job.send(key);
        this.failures = 0;
        return;
      } catch (error) {
        const problem = toProblem(error);
        if (!isPassing(problem)) {
          this.failures = 0;
          return job.failed(problem);
        }
        await this.pause();
      }
    }
  }

  private pause(): Promise<void> {
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.failures++);
    this.told();
    return new Promise((wake) => {
      this.wake = wake;
      this.timer = setTimeout(wake, pause);
    });
  }
}

/** Whether the same request may come through later: the server was not reached, or does not know what became of it. */
function isPassing({ status, code }: Problem): boolean {
  return status === 0 || status === 502 || status === 503 || status === 504 || code === 'uncertain';
}
