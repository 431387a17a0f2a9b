import { type FormEvent, useState } from 'react';
import { teams as text } from '../../text/en/teams';
import { TextField } from '../../ui/Field';
import { FormDialog } from '../../ui/FormDialog';
import { toast } from '../../ui/Toast';
import { Checkbox } from '../../ui/Toggle';
import { useAction } from '../../ui/useAction';
import { type Team, useChangeTeam, useMakeTeam } from './queries';

/** Makes a team, or changes the one given. */
export function TeamForm({ team, onClose }: { team?: Team; onClose: () => void }) {
  const [name, setName] = useState(team?.name ?? '');
  const [description, setDescription] = useState(team?.description ?? '');
  const [isPublic, setPublic] = useState(team?.visibility === 'public');
  const [withFolder, setWithFolder] = useState(false);
  const doing = useAction(['name']);
  const make = useMakeTeam();
  const { change } = useChangeTeam(team?.teamId ?? '');
  const visibility = isPublic ? 'public' : 'private';
  const save = () =>
    team
      ? change.mutateAsync({ name, description, visibility, version: team.version })
      : make.mutateAsync({ name, description, visibility, createTeamFolder: withFolder });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return doing.refuse('name', text.nameMissing);
    void doing.run(save, () => {
      toast(team ? text.saved(name) : text.made(name));
      onClose();
    });
  };
  return (
    <FormDialog
      title={team ? text.editTitle(team.name) : text.addTitle}
      action={team ? text.save : text.add}
      doing={doing}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label={text.name}
        isRequired
        autoFocus
        maxLength={200}
        value={name}
        onChange={setName}
        error={doing.wrong('name')}
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
    </FormDialog>
  );
}
