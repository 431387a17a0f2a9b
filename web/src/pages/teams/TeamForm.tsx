import { type FormEvent, useState } from 'react';
import { toProblem } from '../../api/problems';
import { common } from '../../text/en/common';
import { teams as text } from '../../text/en/teams';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { TextField } from '../../ui/Field';
import { Notice } from '../../ui/State';
import { toast } from '../../ui/Toast';
import { Checkbox } from '../../ui/Toggle';
import { type Team, useChangeTeam, useMakeTeam } from './queries';

/** Makes a team, or changes the one given. */
export function TeamForm({ team, onClose }: { team?: Team; onClose: () => void }) {
  const [name, setName] = useState(team?.name ?? '');
  const [description, setDescription] = useState(team?.description ?? '');
  const [isPublic, setPublic] = useState(team?.visibility === 'public');
  const [withFolder, setWithFolder] = useState(false);
  const [wrong, setWrong] = useState({ field: '', message: '' });
  const make = useMakeTeam();
  const { change } = useChangeTeam(team?.teamId ?? '');
  const visibility = isPublic ? 'public' : 'private';
  const save = () =>
    team
      ? change.mutateAsync({ name, description, visibility, version: team.version })
      : make.mutateAsync({ name, description, visibility, createTeamFolder: withFolder });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) {
      setWrong({ field: 'name', message: text.nameMissing });
      return;
    }
    save()
      .then(() => {
        toast(team ? text.saved(name) : text.made(name));
        onClose();
      })
      .catch((error) => {
        const problem = toProblem(error);
        setWrong({ field: problem.field ?? '', message: problem.message });
      });
  };
  return (
    <Dialog title={team ? text.editTitle(team.name) : text.addTitle} isOpen onClose={onClose}>
      <form className="stack" noValidate onSubmit={submit}>
        <TextField
          label={text.name}
          isRequired
          autoFocus
          maxLength={200}
          value={name}
          onChange={setName}
          error={wrong.field === 'name' ? wrong.message : undefined}
        />
        <TextField
          label={text.description}
          multiline
          maxLength={2000}
          value={description}
          onChange={setDescription}
        />
        <Checkbox isSelected={isPublic} onChange={setPublic}>
          {text.publicTeam}
        </Checkbox>
        {!team && (
          <Checkbox isSelected={withFolder} onChange={setWithFolder}>
            {text.folder}
          </Checkbox>
        )}
        {wrong.message && wrong.field !== 'name' && <Notice tone="bad">{wrong.message}</Notice>}
        <div className="dialog-actions">
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button type="submit" look="primary" isPending={make.isPending || change.isPending}>
            {team ? text.save : text.add}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
