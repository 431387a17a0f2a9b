import { type FormEvent, useState } from 'react';
import { type Change, useReversals } from '../api/inputHistory';
import { input as words } from '../text/en/input';
import { formatPlural } from '../text/format';
import { TextField } from '../ui/Field';
import { FormDialog } from '../ui/FormDialog';
import { toast } from '../ui/Toast';
import { useAction } from '../ui/useAction';
import type { Desk } from './desk';

interface Props {
  desk: Desk;
  change: Change;
  onClose: () => void;
}

/** Undoes what one person did in a range of edits, where nobody has changed it since. */
export function Undo({ desk: { table }, change, onClose }: Props) {
  const [from, setFrom] = useState(String(change.editNum));
  const [to, setTo] = useState(String(change.editNum));
  const doing = useAction(['from', 'to']);
  const { undo } = useReversals(table.inputTableId);
  const last = String(table.head);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!isEdit(from, table.head)) return doing.refuse('from', words.editWrong(last));
    if (!isEdit(to, table.head) || Number(to) < Number(from))
      return doing.refuse('to', words.editWrong(last));
    let kept = 0;
    void doing.run(
      async () => {
        const answer = await undo({ memberId: change.memberId, from: Number(from), to: Number(to) });
        kept = answer.kept.length;
      },
      () => {
        toast(kept ? words.undoneBut(formatPlural(kept, 'cell', 'cells')) : words.undone(change.email));
        onClose();
      },
    );
  }
  const field = (name: 'from' | 'to', value: string, set: (value: string) => void) => ({
    label: words.undoRange[name],
    isRequired: true,
    inputMode: 'numeric' as const,
    value,
    onChange: (next: string) => {
      set(next);
      doing.forget();
    },
    error: doing.wrong(name),
  });
  return (
    <FormDialog
      title={words.undoTitle(change.email)}
      action={words.undoAction}
      doing={doing}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{words.undoText}</p>
      <TextField {...field('from', from, setFrom)} autoFocus />
      <TextField {...field('to', to, setTo)} />
    </FormDialog>
  );
}

function isEdit(text: string, last: number): boolean {
  const number = Number(text);
  return Number.isSafeInteger(number) && number >= 1 && number <= last;
}
