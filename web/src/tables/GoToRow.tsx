import { type FormEvent, useState } from 'react';
import { common } from '../text/en/common';
import { table as words } from '../text/en/table';
import { formatCount } from '../text/format';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { TextField } from '../ui/Field';
import { parseRowNumber } from './rowNumber';

interface Props {
  rows: number;
  /** Told the index of the row, counted from 0. */
  onGo: (row: number) => void;
  onClose: () => void;
}

/** Asks for a row number. */
export function GoToRow({ rows, onGo, onClose }: Props) {
  const [text, setText] = useState('');
  const [isWrong, setWrong] = useState(false);
  function submit(event: FormEvent) {
    event.preventDefault();
    const number = parseRowNumber(text, rows);
    if (number === null) setWrong(true);
    else onGo(number - 1);
  }
  return (
    <Dialog
      title={words.goToRow}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button look="primary" type="submit" form="go-to-row">
            {words.go}
          </Button>
        </>
      }
    >
      <form id="go-to-row" onSubmit={submit} noValidate>
        <TextField
          label={words.rowNumber}
          isRequired
          autoFocus
          inputMode="numeric"
          help={words.rowRange(formatCount(rows))}
          error={isWrong ? words.rowWrong(formatCount(rows)) : undefined}
          value={text}
          onChange={(value) => {
            setText(value);
            setWrong(false);
          }}
        />
      </form>
    </Dialog>
  );
}
