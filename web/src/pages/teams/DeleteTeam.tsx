import { useState } from 'react';
import { Problem } from '../../api/problems';
import { teams as text } from '../../text/en/teams';
import { ConfirmDialog } from '../../ui/Dialog';
import { Notice } from '../../ui/State';
import { toast } from '../../ui/Toast';
import { type Team, useChangeTeam } from './queries';

/** Asks before a team is deleted, and again, with what would be lost, if it was given anything. */
export function DeleteTeam({ team, onClose }: { team: Team; onClose: () => void }) {
  const { remove } = useChangeTeam(team.teamId);
  const [lost, setLost] = useState('');
  const [failure, setFailure] = useState('');
  const confirm = () =>
    remove.mutate(lost !== '', {
      onSuccess: () => {
        toast(text.deleted(team.name));
        onClose();
      },
      onError: (error) => {
        if (error instanceof Problem && error.code === 'conflict') setLost(error.message);
        else setFailure(error.message);
      },
    });
  return (
    <ConfirmDialog
      title={text.deleteTitle(team.name)}
      action={lost ? text.deleteWithGrants : text.delete}
      isOpen
      isDanger
      isPending={remove.isPending}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{text.deleteText}</p>
      {lost && <Notice tone="warn">{lost}</Notice>}
      {failure && <Notice tone="bad">{failure}</Notice>}
    </ConfirmDialog>
  );
}
