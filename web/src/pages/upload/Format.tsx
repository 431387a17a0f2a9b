import type { Dialect } from '../../api/uploads';
import { upload as words } from '../../text/en/upload';
import { Select } from '../../ui/Select';
import { Checkbox } from '../../ui/Toggle';
import type { Choices } from './choices';

/** The encodings worth choosing by hand; any other the server found is offered besides. */
const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'iso-8859-1',
  'iso-8859-2',
  'iso-8859-15',
  'windows-1250',
  'windows-1251',
  'macintosh',
  'shift_jis',
  'euc-jp',
  'gb18030',
  'big5',
  'euc-kr',
];

interface Props {
  found: Dialect | undefined;
  chosen: Choices['format'];
  isPending: boolean;
  onChange: (change: Choices['format']) => void;
}

/** How the file is written: as found, or as the member says. */
export function Format({ found, chosen, isPending, onChange }: Props) {
  const encoding = chosen.encoding ?? found?.encoding ?? null;
  const delimiter = chosen.delimiter ?? found?.delimiter ?? null;
  const quote = chosen.quote ?? found?.quote ?? null;
  return (
    <section className="format" aria-label={words.format} aria-busy={isPending}>
      <Select
        label={words.encoding}
        isRequired
        choices={withValue(ENCODINGS, encoding).map((value) => ({ value, label: value.toUpperCase() }))}
        value={encoding}
        onChange={(value) => onChange({ encoding: value })}
      />
      <Select
        label={words.delimiter}
        isRequired
        choices={labelled(words.delimiters, delimiter)}
        value={delimiter}
        onChange={(value) => onChange({ delimiter: value })}
      />
      <Select
        label={words.quote}
        isRequired
        choices={labelled(words.quotes, quote)}
        value={quote}
        onChange={(value) => onChange({ quote: value })}
      />
      <Checkbox
        isSelected={chosen.header ?? found?.header ?? true}
        onChange={(header) => onChange({ header })}
      >
        {words.header}
      </Checkbox>
    </section>
  );
}

function labelled(labels: Readonly<Record<string, string>>, value: string | null) {
  return withValue(Object.keys(labels), value).map((key) => ({ value: key, label: labels[key] ?? key }));
}

function withValue(values: readonly string[], value: string | null): readonly string[] {
  return value === null || values.includes(value) ? values : [value, ...values];
}
