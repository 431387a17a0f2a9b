import type { ColumnChoice, Preview, ReadOptions } from '../../api/uploads';

/** What the member decided about the file and its columns so far; what is absent stays as found. */
export interface Choices {
  readonly format: Pick<ReadOptions, 'encoding' | 'delimiter' | 'quote' | 'header'>;
  readonly columns: Readonly<Record<number, ColumnEdit>>;
}

/** What was decided about one column. */
export interface ColumnEdit {
  readonly include?: boolean;
  readonly name?: string;
  readonly kind?: string;
}

export const NO_CHOICES: Choices = { format: {}, columns: {} };

/** Another way to read the file. It makes other columns, so what was decided about those is void. */
export function withFormat(choices: Choices, change: Choices['format']): Choices {
  return { format: { ...choices.format, ...change }, columns: {} };
}

/** One more decision about a column. */
export function withColumn(choices: Choices, index: number, edit: ColumnEdit): Choices {
  return { ...choices, columns: { ...choices.columns, [index]: { ...choices.columns[index], ...edit } } };
}

/** Ticks or unticks all columns of a preview. */
export function withAll(choices: Choices, preview: Preview, include: boolean): Choices {
  return preview.columns.reduce((all, { index }) => withColumn(all, index, { include }), choices);
}

/** The options that change how the preview looks: names and ticks are drawn here, without asking the server. */
export function previewOptions({ format, columns }: Choices): ReadOptions {
  const kinds = Object.entries(columns)
    .filter(([, { kind }]) => kind)
    .map(([index, { kind }]): ColumnChoice => ({ index: Number(index), include: true, kind: kind ?? '' }));
  return kinds.length > 0 ? { ...format, columns: kinds } : format;
}

/** Everything that was decided, as the import wants it. */
export function importOptions({ format, columns }: Choices): ReadOptions {
  const chosen = Object.entries(columns).map(
    ([index, { include = true, name, kind }]): ColumnChoice => ({
      index: Number(index),
      include,
      ...(name !== undefined && { name: name.trim() }),
      ...(kind && { kind }),
    }),
  );
  return chosen.length > 0 ? { ...format, columns: chosen } : format;
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
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  return twice === undefined ? null : { is: 'sameName', name: twice };
}

/** The name a table gets unless the member gives another: the file's without its endings. */
export function tableNameOf(fileName: string): string {
  return fileName.replace(/\.(gz|zip)$/i, '').replace(/\.(csv|tsv|tab|txt|psv)$/i, '') || fileName;
}
