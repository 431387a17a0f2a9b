import { type FormEvent, useState } from 'react';
import { common } from '../../text/en/common';
import { me as text } from '../../text/en/me';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { TextField } from '../../ui/Field';
import { ShownOnce } from '../../ui/ShownOnce';
import { useCreateCredential } from './queries';

/** Asks for a name, then shows the new credential's secret, once. */
export function CreateCredential({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [mistake, setMistake] = useState('');
  const create = useCreateCredential();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return setMistake(text.nameMissing);
    create.mutate(name.trim(), { onError: (error) => setMistake(error.message) });
  };
  if (create.data) {
    const { name: created, clientId, clientSecret } = create.data;
    const secrets = [
      { label: text.clientId, value: clientId },
      { label: text.clientSecret, value: clientSecret },
    ];
    return (
      <ShownOnce title={text.secretTitle(created)} secrets={secrets} onClose={onClose}>
        {text.secretText}
      </ShownOnce>
    );
  }
  return (
    <Dialog title={text.createTitle} isOpen onClose={onClose}>
      <form className="stack" noValidate onSubmit={submit}>
        <TextField
          label={text.credentialName}
          help={text.credentialNameHelp}
          value={name}
          onChange={setName}
          error={mistake}
          isRequired
          autoFocus
          autoComplete="off"
        />
        <div className="dialog-actions">
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button type="submit" look="primary" isPending={create.isPending}>
            {text.create}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
