import type { ColumnChoice, Preview, ReadOptions } from '../../api/reading';

/** What was decided about the file as a whole. */
export type FileChoices = Omit<ReadOptions, 'columns'>;

/** What the member decided about the file and its columns so far; what is absent stays as found. */
export interface Choices {
  readonly format: FileChoices;
  readonly columns: Readonly<Record<number, ColumnEdit>>;
  /** Choices of an earlier file, by the file's names of the columns, until it is known which columns those are. */
  readonly named: readonly ColumnChoice[];
}

/** What was decided about one column. */
export interface ColumnEdit {
  readonly include?: boolean;
  readonly name?: string;
  /** Empty: by its values. */
  readonly kind?: string;
  /** How the kind is written; empty: plainly. */
  readonly format?: string;
  readonly nullTokens?: readonly string[];
}

export const NO_CHOICES: Choices = { format: {}, columns: {}, named: [] };

/** What makes other columns of the same file. */
const STRUCTURE = new Set<keyof FileChoices>(['delimiter', 'quote', 'escape', 'skipLines', 'sheet']);

/** Another way to read the file. If it makes other columns, what was decided about those is void. */
export function withFormat(choices: Choices, change: FileChoices): Choices {
  const isOther = Object.keys(change).some((field) => STRUCTURE.has(field as keyof FileChoices));
  const format = { ...choices.format, ...change };
  return isOther ? { ...NO_CHOICES, format } : { ...choices, format };
}

/** A part of the format goes back to what is found. */
export function withFound(choices: Choices, field: keyof FileChoices): Choices {
  const { [field]: _, ...format } = choices.format;
  return STRUCTURE.has(field) ? { ...NO_CHOICES, format } : { ...choices, format };
}

/** One more decision about a column. */
export function withColumn(choices: Choices, index: number, edit: ColumnEdit): Choices {
  return { ...choices, columns: { ...choices.columns, [index]: { ...choices.columns[index], ...edit } } };
}

/** Ticks or unticks all columns of a preview. */
export function withAll(choices: Choices, preview: Preview, include: boolean): Choices {
  const columns = { ...choices.columns };
  for (const { index } of preview.columns) columns[index] = { ...columns[index], include };
  return { ...choices, columns };
}

/** The options that change how the preview looks: names and ticks are drawn here, without asking the server. */
export function previewOptions({ format, columns, named }: Choices): ReadOptions {
  const read = Object.entries(columns)
    .map(([index, { kind, format, nullTokens }]) => choiceOf(index, { kind, format, nullTokens }))
    .filter((choice) => choice.kind || choice.nullTokens);
  // A column keeps the file's name, by which the choices find it.
  const unnamed = named.map(({ name: _, ...choice }) => choice);
  return withColumns(format, [...unnamed, ...read]);
}

/** Everything that was decided, as the import wants it. */
export function importOptions({ format, columns, named }: Choices): ReadOptions {
  return withColumns(format, [
    ...named,
    ...Object.entries(columns).map(([index, edit]) => choiceOf(index, edit)),
  ]);
}

function withColumns(format: FileChoices, columns: ColumnChoice[]): ReadOptions {
  return columns.length > 0 ? { ...format, columns } : format;
}

type Loose<T> = { [K in keyof T]?: T[K] | undefined };

function choiceOf(
  index: string,
  { include = true, name, kind, format, nullTokens }: Loose<ColumnEdit>,
): ColumnChoice {
  return {
    index: Number(index),
    include,
    ...(name !== undefined && { name: name.trim() }),
    ...(kind && { kind }),
    ...(kind && format && { format }),
    ...(nullTokens && nullTokens.length > 0 && { nullTokens: [...nullTokens] }),
  };
}

/** The choices in options of an earlier import. */
export function choicesOf({ columns = [], ...format }: ReadOptions): Choices {
  const indexed = columns.filter(({ label }) => !label);
  return {
    format,
    columns: Object.fromEntries(indexed.map(({ index, ...edit }) => [index, edit])),
    named: columns.filter(({ label }) => label),
  };
}

/** Puts the choices by name to the columns of that name; those whose column is not there any more go. */
export function placed(choices: Choices, preview: Preview): Choices {
  const columns = { ...choices.columns };
  for (const { index: _, label, ...edit } of choices.named) {
    const column = preview.columns.find(({ name }) => name === label);
    if (column) columns[column.index] = { ...edit, ...columns[column.index] };
  }
  return { ...choices, columns, named: [] };
}

/** Whether nothing was decided. */
export function isUntouched({ format, columns, named }: Choices): boolean {
  return [format, columns, named].every((part) => Object.keys(part).length === 0);
}

/** What keeps the import from starting. */
export type Obstacle =
  | { readonly is: 'noColumns' | 'noName' }
  | { readonly is: 'sameName'; readonly name: string };

/** The first thing about the columns that must be mended, or null. */
export function obstacle(choices: Choices, preview: Preview): Obstacle | null {
  const names = preview.columns
    .filter(({ index }) => choices.columns[index]?.include !== false)
    .map(({ index, name }) => (choices.columns[index]?.name ?? name).trim());
  if (names.length === 0) return { is: 'noColumns' };
  if (names.includes('')) return { is: 'noName' };
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) return { is: 'sameName', name };
    seen.add(name);
  }
  return null;
}

/** The name a table gets unless the member gives another: the file's without its endings. */
export function tableNameOf(fileName: string): string {
  return fileName.replace(/\.(gz|zip)$/i, '').replace(/\.(csv|tsv|tab|txt|psv|xlsx)$/i, '') || fileName;
}
