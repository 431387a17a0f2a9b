import { type FormEvent, useState } from 'react';
import type { InputType } from '../api/inputs';
import { documents } from '../text/en/documents';
import { input as words } from '../text/en/input';
import { TextField } from '../ui/Field';
import { FormDialog } from '../ui/FormDialog';
import { useAction } from '../ui/useAction';
import type { Desk } from './desk';
import { TypeSelect } from './TypeSelect';

/** Adds a column behind the others. */
export function AddColumn({ desk, onClose }: { desk: Desk; onClose: () => void }) {
  const [name, setName] = useState('');
  const [type, setType] = useState<InputType>('text');
  const doing = useAction(['name']);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!name.trim()) return doing.refuse('name', documents.nameMissing);
    void doing.run(() => desk.changes.addColumn({ name: name.trim(), type }), onClose);
  }
  return (
    <FormDialog title={words.addColumn} action={words.add} doing={doing} onSubmit={submit} onClose={onClose}>
      <TextField
        label={words.columnName}
        isRequired
        autoFocus
        maxLength={255}
        value={name}
        onChange={(next) => {
          setName(next);
          doing.forget();
        }}
        error={doing.wrong('name')}
      />
      <TypeSelect value={type} onChange={setType} />
    </FormDialog>
  );
}
