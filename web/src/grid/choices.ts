import type { Cell } from './source';

// What the list of a cell means, apart from how it is drawn.

/** The values that several choices hold, in their order; what is no list of them is one value. */
export function chosenOf(value: Cell): string[] {
  if (value === null || value === '') return [];
  try {
    const list: unknown = JSON.parse(value);
    if (Array.isArray(list)) return list.map(String);
  } catch {
    // Not a list: a text that was typed.
  }
  return [value];
}

/** Several choices as a cell keeps them; none is NULL. */
export function cellOf(chosen: readonly string[]): Cell {
  return chosen.length === 0 ? null : JSON.stringify(chosen);
}

/** Several values as people type them: with commas between. */
export function typedChoices(text: string): Cell {
  const parts = text.split(',').map((part) => part.trim());
  return cellOf([...new Set(parts.filter((part) => part !== ''))]);
}

/** The choices with one more, or without it, in the order in which they are offered. */
export function toggled(chosen: readonly string[], choice: string, offered: readonly string[]): string[] {
  if (chosen.includes(choice)) return chosen.filter((one) => one !== choice);
  const rank = (one: string) => (offered.includes(one) ? offered.indexOf(one) : offered.length);
  return [...chosen, choice].sort((a, b) => rank(a) - rank(b));
}

/** The choices that hold what was typed, those that begin with it first. */
export function matching(choices: readonly string[], typed: string): string[] {
  const wanted = typed.trim().toLocaleLowerCase();
  const places = choices.map((choice) => choice.toLocaleLowerCase().indexOf(wanted));
  const found = choices.filter((_, i) => (places[i] ?? -1) >= 0);
  const begins = (choice: string) => choice.toLocaleLowerCase().startsWith(wanted);
  return [...found.filter(begins), ...found.filter((choice) => !begins(choice))];
}
