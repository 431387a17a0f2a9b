import type { Cell, InputColumn, InputType } from '../api/inputs';
import { chosenOf } from '../grid/choices';
import type { CellEdit, Column } from '../grid/source';
import { input as words } from '../text/en/input';

/** A column as the grid shows it. */
export function columnOf(column: InputColumn): Column {
  const { name, type } = column;
  return {
    name,
    kind: type,
    type: words.types[type],
    isSheet: true,
    ...(type === 'checkbox' && { show: (value: string) => (value === 'true' ? '☑' : '☐') }),
    ...(type === 'multi-select' && { show: (value: string) => chosenOf(value).join(', ') }),
  };
}

/** A value in words. */
export function shown(value: Cell, { type }: Pick<InputColumn, 'type'>): string {
  if (value === null) return words.nothing;
  if (value === '') return words.emptyText;
  if (type === 'checkbox') return value === 'true' ? words.ticked : words.notTicked;
  return type === 'multi-select' ? chosenOf(value).join(', ') : value;
}

/** A value as the API takes it. */
export function jsonOf(type: InputType, value: Cell): Cell | boolean | string[] {
  if (value === null) return null;
  if (type === 'checkbox' && (value === 'true' || value === 'false')) return value === 'true';
  return type === 'multi-select' ? chosenOf(value) : value;
}

/** How a cell of a column is edited. */
export function editing(column: InputColumn, value: Cell, commit: (value: Cell) => void): CellEdit {
  const { type, rules } = column;
  const edit = { value, choices: rules.allowed ?? [], help: words.help[type], commit };
  switch (type) {
    case 'checkbox':
      return { ...edit, kind: 'check', choices: [] };
    case 'multi-select':
      return { ...edit, kind: 'choices' };
    case 'date':
      return { ...edit, kind: kindOf(edit.choices), now: () => now().slice(0, 10) };
    case 'timestamp':
      return { ...edit, kind: kindOf(edit.choices), now };
    default:
      return { ...edit, kind: kindOf(edit.choices) };
  }
}

function kindOf(choices: readonly string[]): 'text' | 'choice' {
  return choices.length > 0 ? 'choice' : 'text';
}

/** The date and time of the clock on the wall. */
function now(): string {
  const at = new Date();
  const wall = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return wall.toISOString().slice(0, 19).replace('T', ' ');
}

/** Why a column is not for people to fill in, whatever they may do; undefined if it is. */
export function whyNot({ columnId, name, rules }: InputColumn): string | undefined {
  if (isParents(columnId)) return words.linkedColumn(name);
  return rules.protected ? words.protectedColumn(name) : undefined;
}

/** Whether it is a column of the parent of a linked input table. */
function isParents(columnId: string): boolean {
  return columnId.startsWith('parent.');
}
