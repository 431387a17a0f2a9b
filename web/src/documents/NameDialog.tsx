import { type FormEvent, useState } from 'react';
import { common } from '../text/en/common';
import { documents as words } from '../text/en/documents';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { TextField } from '../ui/Field';
import { Notice } from '../ui/State';

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
  const [isMissing, setMissing] = useState(false);
  const [isPending, setPending] = useState(false);
  const [problem, setProblem] = useState('');
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!text.trim()) return setMissing(true);
    setPending(true);
    try {
      await run(text.trim());
      onClose();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setPending(false);
    }
  }
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button look="primary" type="submit" form="name-form" isPending={isPending}>
            {action}
          </Button>
        </>
      }
    >
      <form id="name-form" className="stack" onSubmit={submit} noValidate>
        <TextField
          label={label}
          isRequired
          autoFocus
          maxLength={LONGEST}
          value={text}
          onFocus={({ target }) => target instanceof HTMLInputElement && target.select()}
          onChange={(next) => {
            setText(next);
            setMissing(false);
          }}
          error={isMissing ? words.nameMissing : undefined}
        />
        {problem && <Notice tone="bad">{problem}</Notice>}
      </form>
    </Dialog>
  );
}
