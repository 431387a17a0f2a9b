import type { KindChoice, PreviewColumn } from '../../api/reading';
import { reading as words } from '../../text/en/reading';
import { formatCount } from '../../text/format';
import { formatType } from '../../text/type';
import type { Choice } from '../../ui/Select';
import type { ColumnEdit } from './choices';

const NUMBERS = ['1,234.5', '1.234,5', '1 234,5', "1'234.5", '1,23,456.7'];
const DATES = [
  'dd/MM/yyyy',
  'MM/dd/yyyy',
  'dd.MM.yyyy',
  'dd-MM-yyyy',
  'd MMM yyyy',
  'MMM d, yyyy',
  'yyyy/MM/dd',
  'yyyyMMdd',
  'dd/MM/yy',
  'MM/dd/yy',
];
const TIMES = ['HH:mm:ss', 'h:mm:ss a'];
const MOMENTS = DATES.flatMap((date) => TIMES.map((time) => `${date} ${time}`));

/** The formats a kind can be written in, besides the plain one. Dates may have others. */
export const FORMATS: Readonly<Record<string, readonly string[]>> = {
  integer: NUMBERS,
  decimal: NUMBERS,
  float: NUMBERS,
  date: DATES,
  time: TIMES,
  timestamp: MOMENTS,
  timestamptz: MOMENTS,
  boolean: ['yes/no', 'y/n', 't/f', '1/0', 'on/off'],
};

/** Whether a kind can be written in a pattern that is not in the list. */
export function takesPattern(kind: string): boolean {
  return kind === 'date' || kind === 'timestamp' || kind === 'timestamptz';
}

/** A kind's format as people read it; the format itself where it has no words. */
export function formatLabel(format: string): string {
  if (TIMES.includes(format)) return words.clock[format] ?? format;
  const time = TIMES.find((one) => format.endsWith(` ${one}`));
  if (!time) return words.formats[format] ?? format;
  const date = format.slice(0, -time.length - 1);
  return `${words.formats[date] ?? date} ${words.clock[time] ?? time}`;
}

/** Opens the dialog for everything that is not in the menu. */
export const MORE = 'more';

const SEPARATOR = '\n';

/** One text for a kind and its format, for a menu. */
export function keyOf({ kind = '', format = '' }: Pick<ColumnEdit, 'kind' | 'format'>): string {
  return kind && format ? kind + SEPARATOR + format : kind;
}

/** The kind and format of a key. */
export function editOf(key: string): { kind: string; format: string } {
  const [kind = '', format = ''] = key.split(SEPARATOR);
  return { kind, format };
}

/** How a column can be read: as found, as its values suggest, plainly as a kind, or otherwise. */
export function readingsOf(column: PreviewColumn, edit: ColumnEdit): Choice[] {
  const offered = column.choices.map(offer);
  const known = new Set(offered.map(({ value }) => value));
  const kinds = Object.entries(words.kinds)
    .filter(([kind]) => !known.has(kind))
    .map(([value, label]) => ({ value, label, group: words.groupKinds }));
  const chosen = keyOf(edit);
  const isListed = known.has(chosen) || kinds.some(({ value }) => value === chosen);
  return [
    { value: '', label: edit.kind ? words.byValues : formatType(column.type), group: words.groupFound },
    ...offered,
    ...(chosen && !isListed ? [{ value: chosen, label: kindLabel(edit), group: words.groupFits }] : []),
    ...kinds,
    { value: MORE, label: words.more, group: words.groupKinds },
  ];
}

function offer(reading: KindChoice): Choice {
  const { label, fits, of, ambiguous, from, to } = reading;
  const detail = [
    from && words.becomes(from, to),
    fits < of && words.fits(formatCount(fits), formatCount(of)),
    ambiguous && words.ambiguous,
  ];
  return { value: keyOf(reading), label, group: words.groupFits, detail: detail.filter(Boolean).join(' · ') };
}

/** What the closed menu shows of a column. */
export function shownReading(column: PreviewColumn, edit: ColumnEdit): string {
  return edit.kind ? kindLabel(edit) : words.found(formatType(column.type));
}

function kindLabel({ kind = '', format = '' }: ColumnEdit): string {
  const label = words.kinds[kind] ?? kind;
  return format ? words.kindAs(label, format) : label;
}
