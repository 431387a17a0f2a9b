import { type FormEvent, useState } from 'react';
import { input as words } from '../text/en/input';
import { Button } from '../ui/Button';
import { TextField } from '../ui/Field';
import type { Desk } from './desk';
import { momentOf } from './moment';

/** Asks for a moment, by the number of an edit or by a time, and shows the table as it was then. */
export function AsOfForm({ desk: { table, view, show } }: { desk: Desk }) {
  const [text, setText] = useState('');
  const [isWrong, setWrong] = useState(false);
  function submit(event: FormEvent) {
    event.preventDefault();
    const asOf = momentOf(text, table.head);
    if (asOf === null) setWrong(true);
    else show({ ...view, asOf });
  }
  return (
    <form className="input-as-of" onSubmit={submit} noValidate>
      <TextField
        label={words.asOfLabel}
        isRequired
        help={words.asOfHelp(String(table.head))}
        error={isWrong ? words.asOfWrong(String(table.head)) : undefined}
        value={text}
        onChange={(next) => {
          setText(next);
          setWrong(false);
        }}
      />
      <div>
        <Button type="submit">{words.showAsOf}</Button>
      </div>
    </form>
  );
}
