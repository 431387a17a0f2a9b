import { useState } from 'react';
import type { ManagedObject } from '../../api/model';
import { objects as text } from '../../text/en/objects';
import { Button } from '../../ui/Button';
import { ConfirmDialog } from '../../ui/Dialog';
import { TextField } from '../../ui/Field';
import { Notice } from '../../ui/State';
import { toast } from '../../ui/Toast';
import { useObjectActions } from './queries';

/** What can be done to one object: put it aside, bring it back, drop it. */
export function ObjectActions({ object }: { object: ManagedObject }) {
  const [asking, setAsking] = useState<'quarantine' | 'drop'>();
  const [typed, setTyped] = useState('');
  const { quarantine, restore, drop } = useObjectActions(object.objectId);
  const path = object.path.join('.');
  const refused = (error: Error) => toast(error.message, 'bad');
  const close = () => {
    setAsking(undefined);
    setTyped('');
    drop.reset();
  };
  // Promises, not callbacks: the row may be gone from the list before any of these has ended.
  const bringBack = () => {
    restore
      .mutateAsync()
      .then(({ name }) => toast(text.restored(name)))
      .catch(refused);
  };
  const putAside = () => {
    quarantine
      .mutateAsync()
      .then(() => toast(text.quarantined(object.name), 'ok', { label: text.undo, run: bringBack }))
      .catch(refused)
      .finally(close);
  };
  const dropNow = () => {
    drop
      .mutateAsync(typed.trim())
      .then(() => {
        toast(text.dropped(object.name));
        close();
      })
      .catch(() => {}); // the dialog shows why, and what was typed stays
  };
  return (
    <div className="row-actions">
      {object.canQuarantine && (
        <Button
          look="quiet"
          onPress={() => setAsking('quarantine')}
          aria-label={`${text.quarantine}: ${object.name}`}
        >
          {text.quarantine}
        </Button>
      )}
      {object.canRestore && (
        <Button
          look="quiet"
          isPending={restore.isPending}
          onPress={bringBack}
          aria-label={`${text.restore}: ${object.name}`}
        >
          {text.restore}
        </Button>
      )}
      {object.canDrop && (
        <Button look="quiet" onPress={() => setAsking('drop')} aria-label={`${text.drop}: ${object.name}`}>
          {text.drop}
        </Button>
      )}
      <ConfirmDialog
        title={text.quarantineTitle}
        action={text.quarantine}
        isOpen={asking === 'quarantine'}
        isPending={quarantine.isPending}
        onConfirm={putAside}
        onClose={close}
      >
        <p className="wrap-anywhere">{text.quarantineText(path)}</p>
      </ConfirmDialog>
      <ConfirmDialog
        title={text.dropTitle}
        action={text.drop}
        isOpen={asking === 'drop'}
        isPending={drop.isPending}
        isDanger
        onConfirm={dropNow}
        onClose={close}
      >
        <p className="wrap-anywhere">{text.dropText(path)}</p>
        <TextField label={text.dropConfirm} help={object.name} value={typed} onChange={setTyped} />
        {drop.error && <Notice tone="bad">{drop.error.message}</Notice>}
      </ConfirmDialog>
    </div>
  );
}
