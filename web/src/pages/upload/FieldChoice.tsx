import { type FormEvent, useState } from 'react';
import { reading as words } from '../../text/en/reading';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { Select } from '../../ui/Select';
import type { FieldView } from './fields';

const OTHER = 'other';

interface Props {
  view: FieldView;
  onChoose: (value: string) => void;
  onReset: () => void;
}

/** One part of the format: its value and why, what else it could be, and the way back to what was found. */
export function FieldChoice({ view, onChoose, onReset }: Props) {
  const [isOther, setOther] = useState(false);
  const { field, value, why, isChosen, choices } = view;
  const label = words.fields[field] ?? field;
  // Encodings and whether there is a header are closed sets.
  const isOpenSet = field !== 'encoding' && field !== 'header';
  return (
    <div className="field-choice">
      {isOther ? (
        <OtherValue
          view={view}
          onChoose={(other) => {
            setOther(false);
            onChoose(other);
          }}
        />
      ) : (
        <Select
          label={label}
          isRequired
          choices={isOpenSet ? [...choices, { value: OTHER, label: words.other }] : choices}
          value={value || null}
          help={why || (isChosen && words.byYou)}
          onChange={(next) => (next === OTHER ? setOther(true) : next !== value && onChoose(next))}
        />
      )}
      {isChosen && (
        <Button look="quiet" aria-label={words.resetOf(label)} onPress={onReset}>
          {words.reset}
        </Button>
      )}
    </div>
  );
}

function OtherValue({ view: { field, value }, onChoose }: Pick<Props, 'view' | 'onChoose'>) {
  const isNumber = field === 'skipLines';
  const [text, setText] = useState(isNumber ? value : '');
  const [isWrong, setWrong] = useState(false);
  function submit(event: FormEvent) {
    event.preventDefault();
    const isRight = isNumber ? /^\d{1,7}$/.test(text.trim()) : /^[\t -~]$/.test(text);
    setWrong(!isRight);
    if (isRight) onChoose(isNumber ? text.trim() : text);
  }
  return (
    <form className="other-value" onSubmit={submit} noValidate>
      <TextField
        label={isNumber ? words.otherLines : words.otherOf(words.fields[field] ?? field)}
        isRequired
        autoFocus
        value={text}
        onChange={setText}
        error={isWrong ? (isNumber ? words.wholeNumber : words.oneCharacter) : undefined}
      />
      <Button type="submit">{words.use}</Button>
    </form>
  );
}
