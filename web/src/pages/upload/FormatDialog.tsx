import { type FormEvent, useId, useState } from 'react';
import type { PreviewColumn } from '../../api/reading';
import { common } from '../../text/en/common';
import { reading as words } from '../../text/en/reading';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { TextField } from '../../ui/Field';
import { Select } from '../../ui/Select';
import type { ColumnEdit } from './choices';
import { FORMATS, formatLabel, takesPattern } from './kinds';
import { NullWords } from './NullWords';

const PLAIN = 'plain';
const PATTERN = 'pattern';

interface Props {
  column: PreviewColumn;
  edit: ColumnEdit;
  onApply: (edit: ColumnEdit) => void;
  onClose: () => void;
}

/** Every type and format a column can be read by, and its own words for no value. */
export function FormatDialog({ column, edit, onApply, onClose }: Props) {
  const id = useId();
  const [kind, setKind] = useState(edit.kind || column.type.kind);
  const [format, setFormat] = useState(edit.format ?? '');
  const [nullTokens, setNullTokens] = useState(edit.nullTokens ?? []);
  function submit(event: FormEvent) {
    event.preventDefault();
    onApply({ kind, format: format.trim(), nullTokens });
  }
  return (
    <Dialog
      title={words.formatTitle(edit.name ?? column.name)}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button type="submit" form={id} look="primary">
            {words.apply}
          </Button>
        </>
      }
    >
      <form id={id} className="stack" onSubmit={submit} noValidate>
        <Select
          label={words.kind}
          isRequired
          choices={Object.entries(words.kinds).map(([value, label]) => ({ value, label }))}
          value={kind}
          onChange={(next) => {
            setKind(next);
            setFormat('');
          }}
        />
        <FormatFields key={kind} kind={kind} format={format} onChange={setFormat} />
      </form>
      <NullWords words={nullTokens} onChange={setNullTokens} />
    </Dialog>
  );
}

interface FieldsProps {
  kind: string;
  format: string;
  onChange: (format: string) => void;
}

/** The formats of a kind: one of the usual ones, or a pattern where the kind takes any. */
function FormatFields({ kind, format, onChange }: FieldsProps) {
  const formats = FORMATS[kind] ?? [];
  const [isPattern, setPattern] = useState(format !== '' && !formats.includes(format));
  if (formats.length === 0) return null;
  return (
    <>
      <Select
        label={words.format}
        isRequired
        choices={[
          { value: PLAIN, label: `${words.plain}: ${words.plainHelp[kind] ?? ''}` },
          ...formats.map((value) => ({ value, label: formatLabel(value) })),
          ...(takesPattern(kind) ? [{ value: PATTERN, label: words.ownPattern }] : []),
        ]}
        value={isPattern ? PATTERN : format || PLAIN}
        onChange={(next) => {
          setPattern(next === PATTERN);
          onChange(next === PLAIN || next === PATTERN ? '' : next);
        }}
      />
      {isPattern && (
        <TextField
          label={words.pattern}
          help={words.patternHelp}
          isRequired
          value={format}
          onChange={onChange}
          maxLength={60}
        />
      )}
    </>
  );
}
