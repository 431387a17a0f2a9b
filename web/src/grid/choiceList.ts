import { div } from './dom';
import { SAY } from './text';

const WIDTH = 220;

let lists = 0;

/**
 * The list of values below the cell that is being edited, in the frame around the
 * grid, which holds nothing but rows. The focus stays in the cell; its input names
 * the active value.
 */
export class ChoiceList {
  private readonly box = div('grid-list', 'listbox');
  private shown: readonly string[] = [];
  private active = -1;

  /** `pick` is told which value was pressed. */
  constructor(
    private readonly frame: HTMLElement,
    private readonly input: HTMLElement,
    pick: (choice: string) => void,
  ) {
    this.box.id = `grid-list-${++lists}`;
    this.box.hidden = true;
    frame.append(this.box);
    this.box.addEventListener('pointerdown', (event) => {
      // The focus would leave the cell, which ends editing.
      event.preventDefault();
      const option = event.target instanceof Element ? event.target.closest('.grid-option') : null;
      const choice = this.shown[Number(option?.getAttribute('data-index') ?? -1)];
      if (choice !== undefined) pick(choice);
    });
  }

  get isOpen(): boolean {
    return !this.box.hidden;
  }

  /** The value that Enter takes, if there is one. */
  get current(): string | undefined {
    return this.shown[this.active];
  }

  /** Shows values; `chosen` are ticked. The active one stays if it is still there. */
  show(column: string, choices: readonly string[], chosen: readonly string[], active = this.current): void {
    this.shown = choices;
    this.box.setAttribute('aria-label', SAY.choices(column));
    this.box.setAttribute('aria-multiselectable', 'true');
    this.box.replaceChildren(...choices.map((choice, i) => this.option(choice, i, chosen.includes(choice))));
    this.box.hidden = choices.length === 0;
    this.activate(active === undefined ? -1 : choices.indexOf(active));
    this.input.setAttribute('aria-controls', this.box.id);
    this.place();
  }

  /** Makes another value the active one, round and round. */
  move(by: number): void {
    const { length } = this.shown;
    if (length === 0) return;
    const from = this.active < 0 && by < 0 ? 0 : this.active;
    this.activate((from + by + length) % length);
  }

  /** Makes a value the active one, or none with -1. */
  activate(index: number): void {
    this.active = index;
    this.box.childNodes.forEach((node, i) => {
      if (node instanceof HTMLElement) node.toggleAttribute('data-active', i === index);
    });
    const option = this.box.children[index];
    if (option) {
      this.input.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    } else this.input.removeAttribute('aria-activedescendant');
  }

  hide(): void {
    this.box.hidden = true;
    this.shown = [];
    this.active = -1;
    this.input.removeAttribute('aria-activedescendant');
    this.input.removeAttribute('aria-controls');
  }

  private option(choice: string, index: number, isChosen: boolean): HTMLElement {
    const option = div('grid-option', 'option');
    option.id = `${this.box.id}-${index}`;
    option.dataset.index = String(index);
    option.textContent = choice;
    option.setAttribute('aria-selected', String(isChosen));
    return option;
  }

  /** Below the cell, or above where there is more room. */
  private place(): void {
    const cell = this.input.parentElement;
    if (!cell || this.box.hidden) return;
    const window = this.frame.getBoundingClientRect();
    const at = cell.getBoundingClientRect();
    const below = window.bottom - at.bottom;
    const above = at.top - window.top;
    const { style } = this.box;
    const width = Math.min(window.width - 8, Math.max(at.width, WIDTH));
    style.width = `${width}px`;
    style.left = `${Math.max(4, Math.min(at.left - window.left, window.width - width - 4))}px`;
    const isBelow = below >= above || below >= 160;
    style.maxHeight = `${Math.max(56, Math.min(240, (isBelow ? below : above) - 4))}px`;
    style.top = isBelow ? `${at.bottom - window.top}px` : 'auto';
    style.bottom = isBelow ? 'auto' : `${window.bottom - at.top}px`;
  }
}
