import type { Cell } from './source';

const WIDTH = 420;
const HEIGHT = 240;

/** Shows the full text of one cell over the grid, selectable and scrollable. */
export class Reader {
  private readonly box = document.createElement('textarea');

  /** `closed` is told when the reader closes by its own keys and the grid should take the focus. */
  constructor(
    private readonly view: HTMLElement,
    private readonly closed: () => void,
  ) {
    this.box.className = 'grid-reader';
    this.box.readOnly = true;
    this.box.hidden = true;
    this.view.append(this.box);
    this.box.addEventListener('keydown', (event) => this.key(event));
    this.box.addEventListener('blur', () => this.hide());
  }

  /** Opens over a cell, kept within the window. */
  open(cell: HTMLElement, name: string, value: Cell): void {
    const window = this.view.getBoundingClientRect();
    const place = cell.getBoundingClientRect();
    const width = Math.min(window.width - 16, Math.max(place.width, WIDTH));
    this.box.value = value ?? '';
    this.box.placeholder = value === null ? 'NULL' : 'Empty text';
    this.box.setAttribute('aria-label', name);
    this.box.hidden = false;
    const { style } = this.box;
    style.width = `${width}px`;
    style.height = '0';
    const height = Math.min(window.height - 16, HEIGHT, this.box.scrollHeight + 4);
    style.height = `${height}px`;
    style.left = `${Math.max(8, Math.min(place.left - window.left, window.width - width - 8))}px`;
    style.top = `${Math.max(8, Math.min(place.top - window.top, window.height - height - 8))}px`;
    this.box.focus({ preventScroll: true });
  }

  hide(): void {
    this.box.hidden = true;
  }

  private key(event: KeyboardEvent): void {
    event.stopPropagation();
    if (!['Escape', 'Enter', 'F2'].includes(event.key)) return;
    event.preventDefault();
    this.hide();
    this.closed();
  }
}
