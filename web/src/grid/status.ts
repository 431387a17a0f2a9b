import { div } from './dom';
import type { Span } from './geometry';
import { SAY } from './text';

/** The line under the grid: how large the table is, what is selected, what went wrong; and the live region. */
export class Status {
  readonly element = div('grid-status');
  private readonly size = div('grid-status-size');
  private readonly selection = div('grid-status-selection');
  private readonly message = div('grid-status-message', 'status');
  private readonly problem = div('grid-problem', 'alert');
  private readonly problemText = document.createElement('span');

  /** `retry` is called when people ask to fetch again what failed. */
  constructor(retry: () => void) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'grid-retry';
    button.textContent = SAY.retry;
    button.addEventListener('click', retry);
    this.problem.hidden = true;
    this.problem.append(this.problemText, button);
    this.selection.setAttribute('aria-live', 'polite');
    this.element.tabIndex = -1;
    this.element.append(this.size, this.message, this.problem, this.selection);
  }

  /** Says something once, to eyes and to screen readers. */
  say(message: string): void {
    this.message.textContent = message;
  }

  showSize(words: string): void {
    if (this.size.textContent !== words) this.size.textContent = words;
  }

  showSelection(words: string): void {
    if (this.selection.textContent !== words) this.selection.textContent = words;
  }

  /** Shows which rows failed, or that none did. */
  showFailed(rows: Span | null): void {
    const words = rows ? SAY.failed(rows.first, rows.last) : '';
    if (this.problemText.textContent !== words) this.problemText.textContent = words;
    this.problem.hidden = rows === null;
  }
}
