import { type FormEvent, useState } from 'react';
import type { AccountType } from '../../api/accountTypes';
import { accountTypes as text } from '../../text/en/accountTypes';
import { TextField } from '../../ui/Field';
import { FormDialog } from '../../ui/FormDialog';
import { Notice } from '../../ui/State';
import { toast } from '../../ui/Toast';
import { useAction } from '../../ui/useAction';
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
  const doing = useAction(['name']);
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
    if (!name.trim()) return doing.refuse('name', text.nameMissing);
    void doing.run(save, () => {
      toast(type ? text.saved(name) : text.made(name));
      onClose();
    });
  };
  return (
    <FormDialog
      title={type ? text.editTitle(type.accountTypeName) : text.addTitle}
      action={type ? text.save : text.add}
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
      <Choices chosen={chosen} onChange={setChosen} />
      {type && <EffectNote type={type} permissions={permissions} />}
    </FormDialog>
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
