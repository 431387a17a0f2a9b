import { type FormEvent, useState } from 'react';
import type { AccountType } from '../../api/accountTypes';
import { toProblem } from '../../api/problems';
import { accountTypes as text } from '../../text/en/accountTypes';
import { common } from '../../text/en/common';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { TextField } from '../../ui/Field';
import { Notice } from '../../ui/State';
import { toast } from '../../ui/Toast';
import { Choices } from './Choices';
import { useChangeTypes, useEffectOf } from './queries';

interface Props {
  /** The one to change; absent for a new one. */
  type?: AccountType;
  /** Whose permissions a new one begins with. */
  like?: AccountType;
  onClose: () => void;
}

/** Makes an account type, or changes the one given, with what that would do to its members. */
export function TypeForm({ type, like, onClose }: Props) {
  const from = type ?? like;
  const [name, setName] = useState(type?.accountTypeName ?? '');
  const [description, setDescription] = useState(from?.description ?? '');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(from?.permissions));
  const [wrong, setWrong] = useState({ field: '', message: '' });
  const { make, change } = useChangeTypes();
  const permissions = [...chosen].sort();
  const save = () =>
    type
      ? change.mutateAsync({
          accountTypeId: type.accountTypeId,
          name,
          description,
          permissions,
          version: type.version,
        })
      : make.mutateAsync({ name, description, permissions });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) {
      setWrong({ field: 'name', message: text.nameMissing });
      return;
    }
    save()
      .then(() => {
        toast(type ? text.saved(name) : text.made(name));
        onClose();
      })
      .catch((error) => {
        const problem = toProblem(error);
        setWrong({ field: problem.field ?? '', message: problem.message });
      });
  };
  return (
    <Dialog title={type ? text.editTitle(type.accountTypeName) : text.addTitle} isOpen onClose={onClose}>
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
        <Choices chosen={chosen} onChange={setChosen} />
        {type && <EffectNote type={type} permissions={permissions} />}
        {wrong.message && wrong.field !== 'name' && <Notice tone="bad">{wrong.message}</Notice>}
        <div className="dialog-actions">
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button type="submit" look="primary" isPending={make.isPending || change.isPending}>
            {type ? text.save : text.add}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function EffectNote({ type, permissions }: { type: AccountType; permissions: readonly string[] }) {
  const { data, error } = useEffectOf(type.accountTypeId, permissions);
  if (error) return <Notice tone="bad">{error.message}</Notice>;
  if (!data) return null;
  if (data.total === 0) return <p className="muted">{text.nobodyHas}</p>;
  const tone = data.lost.length > 0 ? 'warn' : 'info';
  return <Notice tone={tone}>{text.effect(data.total, data.gained.length, data.lost.length)}</Notice>;
}
