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
    if (this.element.ariaLabel !== words) this.element.ariaLabel = words;
  }

  get hasFocus(): boolean {
    return document.activeElement === this.element;
  }

  /** Moves into a cell. Browsers drop the focus of an element that moves, so it is told whether to take it again. */
  moveInto(cell: HTMLElement, focused: boolean): void {
    if (this.element.parentNode !== cell) cell.append(this.element);
    if (focused && !this.hasFocus) this.focus();
  }
}
