import { useState } from 'react';
import type { Preview } from '../../api/reading';
import { reading as words } from '../../text/en/reading';
import { Button } from '../../ui/Button';
import { Select } from '../../ui/Select';
import { type Choices, type FileChoices, withFormat, withFound } from './choices';
import { FieldChoice } from './FieldChoice';
import { changeOf, fieldsOf, isWorkbook, labelOf, summaryOf } from './fields';
import { NullWords } from './NullWords';

interface Props {
  /** Missing where the file cannot be read as it was chosen. */
  preview: Preview | undefined;
  choices: Choices;
  isPending: boolean;
  onChange: (choices: Choices) => void;
}

/** How the file is written and why: as found, or as the member says. */
export function ReadingPanel({ preview, choices, isPending, onChange }: Props) {
  const { format: chosen } = choices;
  const isChosen = Object.keys(chosen).length > 0;
  const [isOpen, setOpen] = useState(isChosen || !preview);
  const change = (format: FileChoices) => onChange(withFormat(choices, format));
  return (
    <section className="stack reading-panel" aria-label={words.title} aria-busy={isPending}>
      <div className="row spread">
        <Summary preview={preview} isOpen={isOpen} />
        <div className="row">
          {isChosen && (
            <Button look="quiet" onPress={() => onChange({ ...choices, format: {} })}>
              {words.resetAll}
            </Button>
          )}
          <Button aria-expanded={isOpen} onPress={() => setOpen(!isOpen)}>
            {isOpen ? words.close : words.open}
          </Button>
        </div>
      </div>
      <Sheets preview={preview} chosen={chosen} onChange={change} />
      {isOpen && (
        <div className="reading-fields">
          {fieldsOf(preview, chosen).map((view) => (
            <FieldChoice
              key={view.field}
              view={view}
              onChoose={(value) => change(changeOf(view.field, value))}
              onReset={() => onChange(withFound(choices, view.field))}
            />
          ))}
          <LineEnds preview={preview} />
          <NullWords
            words={chosen.nullTokens ?? []}
            onChange={(nullTokens) =>
              nullTokens.length > 0 ? change({ nullTokens }) : onChange(withFound(choices, 'nullTokens'))
            }
          />
        </div>
      )}
    </section>
  );
}

/** All of it in a line; while the rest is closed, with what speaks for the delimiter, which decides most. */
function Summary({ preview, isOpen }: { preview: Preview | undefined; isOpen: boolean }) {
  const delimiter = preview?.reasons.find(({ field }) => field === 'delimiter');
  return (
    <div className="reading-summary">
      <h2>{words.title}</h2>
      {preview && (
        <p className="muted small wrap-anywhere">
          {summaryOf(preview)}
          {!isOpen && delimiter && ` · ${delimiter.why}`}
        </p>
      )}
    </div>
  );
}

/** Which sheet of a workbook it is. */
function Sheets({
  preview,
  chosen,
  onChange,
}: {
  preview: Preview | undefined;
  chosen: FileChoices;
  onChange: (change: FileChoices) => void;
}) {
  const sheets = preview?.sheets ?? [];
  if (sheets.length < 2) return null;
  return (
    <Select
      label={words.sheet}
      isRequired
      choices={sheets.map((sheet) => ({ value: sheet, label: sheet }))}
      value={chosen.sheet ?? preview?.dialect.sheet ?? sheets[0] ?? null}
      onChange={(sheet) => onChange({ sheet })}
    />
  );
}

/** Nothing to choose: every end of line is understood. */
function LineEnds({ preview }: { preview: Preview | undefined }) {
  if (!preview || isWorkbook(preview.dialect)) return null;
  const why = preview.reasons.find(({ field }) => field === 'lineEnd')?.why;
  return (
    <div className="field">
      <span className="field-label">{words.fields.lineEnd}</span>
      <span className="field-fixed">{labelOf('lineEnd', preview.dialect.lineEnd)}</span>
      {why && <span className="field-help">{why}</span>}
    </div>
  );
}
