import { ChoiceList } from './choiceList';
import { cellOf, chosenOf, matching, toggled, typedChoices } from './choices';
import type { Cursor } from './cursor';
import type { FocusHolder } from './focus';
import type { Step } from './selection';
import type { Cell, CellEdit, Source } from './source';
import { SAY } from './text';
import type { Viewport } from './viewport';

/** What editing asks of the grid. */
interface Owner {
  say(message: string): void;
  /** Editing ended; the active cell goes a step on, or stays. */
  ended(step: Step | null): void;
}

/**
 * Edits the active cell in its place. The input is the element that holds the
 * focus anyway, so that no typed character is lost and composing works from the
 * first key.
 */
export class Editing {
  private readonly list: ChoiceList;
  private readonly input: HTMLTextAreaElement;
  private edit: CellEdit | null = null;
  private cell: HTMLElement | undefined;
  private chosen: string[] = [];
  private before = '';
  private column = '';

  constructor(
    frame: HTMLElement,
    focus: FocusHolder,
    private readonly viewport: Viewport,
    private readonly cursor: Cursor,
    private readonly source: Source,
    private readonly owner: Owner,
  ) {
    this.input = focus.element;
    this.input.readOnly = source.edit === undefined;
    this.list = new ChoiceList(frame, this.input, (choice) => this.pick(choice));
    if (!source.edit) return;
    this.input.addEventListener('input', () => this.typed());
    this.input.addEventListener('blur', () => this.commit(null));
    this.input.addEventListener('paste', (event) => this.paste(event));
  }

  /** Whether a cell is being edited. */
  get isOpen(): boolean {
    return this.edit !== null;
  }

  /** Begins to edit the active cell, with what it holds; tells whether that can be. */
  begin(): boolean {
    const edit = this.ask();
    if (!edit) return false;
    if (edit.kind === 'check') this.tick(edit);
    else this.open(edit, editable(edit));
    return true;
  }

  /** Keeps what was typed, if anything is being edited, and goes a step on. */
  commit(step: Step | null): void {
    const edit = this.edit;
    if (!edit) return;
    const value = this.valueOf(edit);
    this.close();
    if (value !== edit.value) edit.commit(value);
    this.owner.ended(step);
  }

  /** Ends editing; the cell stays as it was. */
  cancel(): void {
    if (!this.edit) return;
    this.close();
    this.owner.ended(null);
  }

  /** Answers a key while a cell is edited; tells whether it was one of editing. */
  key(event: KeyboardEvent): boolean {
    if (!this.edit) return false;
    const isDone = this.endingKey(event) || this.listKey(event) || this.nowKey(event);
    if (isDone) event.preventDefault();
    return true;
  }

  private endingKey({ key, altKey, shiftKey }: KeyboardEvent): boolean {
    if (key === 'Escape') this.cancel();
    else if (key === 'Tab') this.commit(shiftKey ? 'left' : 'right');
    else if (key === 'Enter' && altKey) this.insert('\n');
    else if (key === 'Enter') this.commit(shiftKey ? 'up' : 'down');
    else return false;
    return true;
  }

  private listKey({ key }: KeyboardEvent): boolean {
    if (!this.list.isOpen) return false;
    if (key === 'ArrowDown') this.list.move(1);
    else if (key === 'ArrowUp') this.list.move(-1);
    else if (key === ' ' && this.edit?.kind === 'choices' && this.list.current !== undefined)
      this.pick(this.list.current);
    else return false;
    return true;
  }

  private nowKey({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
    if (key !== ';' || !(ctrlKey || metaKey) || !this.edit?.now) return false;
    this.input.value = this.edit.now();
    return true;
  }

  /** The edit of the active cell; null, and said why, if it cannot be edited. */
  private ask(): CellEdit | null {
    const { row, col } = this.cursor.active;
    const edit = this.source.edit?.(row, col);
    if (edit === undefined) return null;
    if (typeof edit !== 'string') return edit;
    this.owner.say(edit);
    return null;
  }

  /** Something was typed, by which editing begins, or the list follows. */
  private typed(): void {
    if (this.edit) {
      this.offer();
      this.fit();
      return;
    }
    const edit = this.ask();
    const text = this.input.value;
    if (edit?.kind === 'check') {
      if (text === ' ') this.tick(edit);
      else this.owner.say(SAY.tickHelp);
    } else if (edit) this.open(edit, text);
    if (!this.edit) this.input.value = '';
  }

  private open(edit: CellEdit, text: string): void {
    this.edit = edit;
    this.before = editable(edit);
    this.column = this.source.columns[this.cursor.active.col]?.name ?? '';
    this.chosen = chosenOf(edit.value);
    this.cell = this.viewport.cell(this.cursor.active);
    this.cell?.setAttribute('data-editing', '');
    if (this.input.value !== text) this.input.value = text;
    this.offer();
    this.fit();
    this.owner.say(edit.help);
  }

  /** Shows the values that go with what was typed. */
  private offer(): void {
    const { edit, input } = this;
    if (!edit || edit.choices.length === 0) return;
    const typed = input.value.trim() !== '';
    const chosen = edit.kind === 'choices' ? this.chosen : chosenOf(edit.value);
    const shown = matching(edit.choices, input.value);
    input.placeholder = chosen.join(', ');
    this.list.show(this.column, shown, chosen, typed ? shown[0] : chosen[0]);
  }

  private pick(choice: string): void {
    const { edit } = this;
    if (!edit) return;
    if (edit.kind === 'choice') {
      this.close();
      if (choice !== edit.value) edit.commit(choice);
      this.owner.ended(null);
      return;
    }
    this.chosen = toggled(this.chosen, choice, edit.choices);
    this.input.value = '';
    this.list.show(this.column, edit.choices, this.chosen, choice);
  }

  private valueOf(edit: CellEdit): Cell {
    const text = this.input.value;
    if (edit.choices.length > 0) return this.listed(edit, text.trim());
    if (text === this.before) return edit.value;
    if (text === '') return null;
    return edit.kind === 'choices' ? typedChoices(text) : text;
  }

  /** The value of a cell with a list: what is active there, or else what was typed, which the rules may refuse. */
  private listed(edit: CellEdit, typed: string): Cell {
    const { current } = this.list;
    if (edit.kind === 'choice') return current ?? (typed || edit.value);
    const next = typed && (current ?? typed);
    const chosen =
      next && !this.chosen.includes(next) ? toggled(this.chosen, next, edit.choices) : this.chosen;
    return cellOf(chosen) === cellOf(chosenOf(edit.value)) ? edit.value : cellOf(chosen);
  }

  private tick(edit: CellEdit): void {
    edit.commit(edit.value === 'true' ? 'false' : 'true');
  }

  /** One cell can be pasted. Line breaks at its end come from spreadsheets and are no part of it. */
  private paste(event: ClipboardEvent): void {
    if (this.edit) return;
    const text = (event.clipboardData?.getData('text/plain') ?? '').replace(/\r?\n$/, '');
    if (!/[\t\r\n]/.test(text)) return;
    event.preventDefault();
    this.owner.say(SAY.pasteMany);
  }

  private insert(text: string): void {
    const { selectionStart, selectionEnd } = this.input;
    this.input.setRangeText(text, selectionStart, selectionEnd, 'end');
    this.fit();
  }

  /** Makes the input as high as what was typed. */
  private fit(): void {
    const { style } = this.input;
    style.height = '100%';
    if (this.input.scrollHeight > this.input.clientHeight + 4)
      style.height = `${this.input.scrollHeight + 4}px`;
  }

  private close(): void {
    this.edit = null;
    this.input.value = '';
    this.input.style.height = '';
    this.input.placeholder = '';
    this.cell?.removeAttribute('data-editing');
    this.cell = undefined;
    this.list.hide();
    this.owner.say('');
  }
}

/** The text that editing begins with; a list begins empty, to be searched. */
function editable({ kind, value, choices }: CellEdit): string {
  if (choices.length > 0) return '';
  return kind === 'choices' ? chosenOf(value).join(', ') : (value ?? '');
}
