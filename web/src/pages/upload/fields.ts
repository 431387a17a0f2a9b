import type { Dialect, Field, Preview, Reason } from '../../api/reading';
import { reading as words } from '../../text/en/reading';
import { formatPlural } from '../../text/format';
import type { Choice } from '../../ui/Select';
import type { FileChoices } from './choices';

/** A part of how the file is written: what it is, why, and what else it could be. */
export interface FieldView {
  readonly field: Field;
  readonly value: string;
  readonly why: string;
  readonly isChosen: boolean;
  readonly choices: readonly Choice[];
}

/** Every encoding that can be chosen by hand. */
const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'utf-32le',
  'utf-32be',
  'windows-1250',
  'windows-1251',
  'windows-1252',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-1258',
  'iso-8859-1',
  'iso-8859-2',
  'iso-8859-5',
  'iso-8859-7',
  'iso-8859-9',
  'iso-8859-15',
  'koi8-r',
  'koi8-u',
  'macintosh',
  'gb18030',
  'gbk',
  'big5',
  'shift_jis',
  'euc-jp',
  'euc-kr',
];

const FIELDS: readonly Field[] = [
  'encoding',
  'delimiter',
  'quote',
  'escape',
  'header',
  'skipLines',
  'comment',
];

/** The parts of the format in the order they are shown. Without a preview, only what was chosen has a value. */
export function fieldsOf(preview: Preview | undefined, chosen: FileChoices): FieldView[] {
  return FIELDS.filter((field) => isMeant(field, preview?.dialect, chosen)).map((field) => {
    const reason = preview?.reasons.find((one) => one.field === field);
    const value = textOf(chosen, field) ?? textOf(preview?.dialect ?? {}, field) ?? '';
    return {
      field,
      value,
      why: reason?.why ?? '',
      isChosen: textOf(chosen, field) !== undefined,
      choices: choicesOf(field, value, reason, preview),
    };
  });
}

/** Cells of a workbook are not written with characters between them; without quotes there is nothing to escape. */
function isMeant(field: Field, dialect: Dialect | undefined, chosen: FileChoices): boolean {
  if (dialect && isWorkbook(dialect)) return field === 'header' || field === 'skipLines';
  return field !== 'escape' || (chosen.quote ?? dialect?.quote) !== 'none';
}

/** Whether a file is a workbook, of which one sheet is read. */
export function isWorkbook({ container }: Dialect): boolean {
  return container === 'xlsx';
}

/** A field's value as text; undefined where it is not set. A dialect without comments says "". */
function textOf(of: FileChoices | Dialect, field: Field): string | undefined {
  const value = of[field];
  if (field === 'comment' && value === '') return 'none';
  return value === undefined ? undefined : String(value);
}

/** What setting a field to a value, as text, means. */
export function changeOf(field: Field, value: string): FileChoices {
  if (field === 'header') return { header: value === 'true' };
  if (field === 'skipLines') return { skipLines: Number(value) };
  return { [field]: value };
}

// Alternatives the server names come first, each with what speaks for it.
function choicesOf(
  field: Field,
  value: string,
  reason: Reason | undefined,
  preview: Preview | undefined,
): Choice[] {
  const details = new Map<string, string>();
  if (reason) details.set(String(reason.value), reason.why);
  for (const { name, sample } of field === 'encoding' ? (preview?.encodings ?? []) : []) {
    details.set(name, sample);
  }
  for (const { value: other, why } of reason?.alternatives ?? []) details.set(String(other), why);
  const values = new Set([value, ...details.keys(), ...usual(field)].filter(Boolean));
  return [...values].map((one) => {
    const detail = details.get(one);
    return { value: one, label: labelOf(field, one), ...(detail && { detail }) };
  });
}

function usual(field: Field): readonly string[] {
  if (field === 'encoding') return ENCODINGS;
  if (field === 'skipLines') return ['0', '1', '2', '3'];
  if (field === 'escape') return ['"', '\\'];
  return Object.keys(words.values[field] ?? {});
}

/** A value as people read it. */
export function labelOf(field: Field | 'lineEnd', value: string): string {
  if (field === 'encoding') return value.toUpperCase();
  if (field === 'skipLines') return words.skipLines(value === '0' ? value : lines(Number(value)));
  return words.values[field]?.[value] ?? value;
}

/** How the file is written, in one line. */
export function summaryOf({ dialect }: Preview): string {
  const { encoding, bom, delimiter, quote, header, skipLines, comment, sheet, entry } = dialect;
  const text = [
    entry && words.fromFile(entry),
    labelOf('encoding', encoding) + (bom ? ` ${words.bom}` : ''),
    labelOf('delimiter', delimiter),
    words.summary.quote(quote),
  ];
  const parts = [
    ...(isWorkbook(dialect) ? [words.fromSheet(sheet ?? '')] : text),
    words.summary.header[String(header)],
    skipLines > 0 && words.summary.skipLines(lines(skipLines)),
    comment && words.summary.comment(comment),
  ];
  return parts.filter(Boolean).join(' · ');
}

function lines(n: number): string {
  return formatPlural(n, 'line', 'lines');
}
