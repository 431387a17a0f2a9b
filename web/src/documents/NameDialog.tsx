import { type FormEvent, useState } from 'react';
import { documents as words } from '../text/en/documents';
import { TextField } from '../ui/Field';
import { FormDialog } from '../ui/FormDialog';
import { useAction } from '../ui/useAction';

/** As long as the server takes names. */
const LONGEST = 255;

interface Props {
  title: string;
  label: string;
  /** What the main button does, as a verb. */
  action: string;
  /** The name there is now. */
  name?: string;
  /** Does it; when it rejects, the dialog stays and says why. */
  run: (name: string) => Promise<unknown>;
  onClose: () => void;
}

/** Asks for a name. */
export function NameDialog({ title, label, action, name = '', run, onClose }: Props) {
  const [text, setText] = useState(name);
  const doing = useAction(['name']);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!text.trim()) return doing.refuse('name', words.nameMissing);
    void doing.run(() => run(text.trim()), onClose);
  }
  return (
    <FormDialog title={title} action={action} doing={doing} onSubmit={submit} onClose={onClose}>
      <TextField
        label={label}
        isRequired
        autoFocus
        maxLength={LONGEST}
        value={text}
        onFocus={({ target }) => target instanceof HTMLInputElement && target.select()}
        onChange={(next) => {
          setText(next);
          doing.forget();
        }}
        error={doing.wrong('name')}
      />
    </FormDialog>
  );
}
