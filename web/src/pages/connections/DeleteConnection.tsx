import { useNavigate } from '@tanstack/react-router';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Connection } from '../../api/model';
import { toProblem } from '../../api/problems';
import { connections as text } from '../../text/en/connections';
import { Button } from '../../ui/Button';
import { ConfirmDialog } from '../../ui/Dialog';
import { Notice } from '../../ui/State';
import { toast } from '../../ui/Toast';
import { useDelete } from './queries';

/** The button that deletes a connection, after asking; asks again when tables live on it. */
export function DeleteConnection({ connection }: { connection: Connection }) {
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  const remove = useDelete(connection.connectionId);
  const problem = remove.error ? toProblem(remove.error) : undefined;
  const mustForce = problem?.code === 'conflict';
  const confirm = () =>
    remove.mutate(mustForce, {
      onSuccess: () => {
        toast(text.removed(connection.name));
        navigate({ to: '/admin/connections' });
      },
    });
  const close = () => {
    setOpen(false);
    remove.reset();
  };
  return (
    <>
      <Button look="danger" icon={<Trash2 aria-hidden size={16} />} onPress={() => setOpen(true)}>
        {text.remove}
      </Button>
      <ConfirmDialog
        title={text.removeTitle(connection.name)}
        action={mustForce ? text.removeForce : text.remove}
        isOpen={isOpen}
        isPending={remove.isPending}
        isDanger
        onConfirm={confirm}
        onClose={close}
      >
        <p>{text.removeText}</p>
        {problem && (
          <Notice tone={mustForce ? 'warn' : 'bad'} title={problem.message}>
            {problem.hint}
          </Notice>
        )}
      </ConfirmDialog>
    </>
  );
}
