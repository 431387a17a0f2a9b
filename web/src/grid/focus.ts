/**
 * Holds the focus inside the active cell. It is a textarea nobody sees, so that
 * copying, and later typing, composing and pasting, are the browser's own and
 * work without https or permission.
 */
export class FocusHolder {
  readonly element = document.createElement('textarea');

  constructor() {
    this.element.className = 'grid-proxy';
    this.element.readOnly = true;
    this.element.spellcheck = false;
  }

  focus(): void {
    this.element.focus({ preventScroll: true });
  }

  /** Gives the accessible name: which cell this is and what it holds. */
  name(words: string): void {
    this.element.setAttribute('aria-label', words);
  }

  /** Moves into a cell, with the focus where it has it. */
  moveInto(cell: HTMLElement): void {
    if (this.element.parentNode === cell) return;
    const focused = document.activeElement === this.element;
    cell.append(this.element);
    if (focused) this.focus();
  }
}
