import { useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { toProblem } from '../../api/problems';
import { common } from '../../text/en/common';
import { members as text } from '../../text/en/members';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { TextField } from '../../ui/Field';
import { Select } from '../../ui/Select';
import { Notice } from '../../ui/State';
import { useTypeChoices } from './AccountTypeSelect';
import { type FreshPassword, useAddMember } from './queries';

const empty = { email: '', firstName: '', lastName: '', memberType: 'View' };
type Form = typeof empty;

const inputs = [
  { name: 'email', label: text.email, isRequired: true, type: 'email' },
  { name: 'firstName', label: text.firstName, isRequired: false, type: 'text' },
  { name: 'lastName', label: text.lastName, isRequired: false, type: 'text' },
] as const;

interface AddMemberProps {
  onClose: () => void;
  onAdded: (fresh: FreshPassword) => void;
}

/** The dialog that adds a member and hands over their one-time password. */
export function AddMember({ onClose, onAdded }: AddMemberProps) {
  const form = useForm<Form>({ defaultValues: empty });
  const add = useAddMember();
  const choices = useTypeChoices();
  const [failure, setFailure] = useState('');
  const submit = form.handleSubmit(async (values) => {
    setFailure('');
    try {
      const added = await add.mutateAsync(values);
      onClose();
      onAdded({ email: added.email, password: added.oneTimePassword });
    } catch (error) {
      const problem = toProblem(error);
      const input = inputs.find(({ name }) => name === problem.field);
      if (input) form.setError(input.name, { message: problem.message });
      else setFailure(problem.message);
    }
  });
  return (
    <Dialog title={text.addTitle} isOpen onClose={onClose}>
      <form className="stack" noValidate onSubmit={submit}>
        {inputs.map(({ name, label, isRequired, type }, index) => (
          <Controller
            key={name}
            name={name}
            control={form.control}
            rules={{ required: isRequired && text.required(label) }}
            render={({ field: { ref, ...field }, fieldState }) => (
              <TextField
                {...field}
                inputRef={ref}
                label={label}
                type={type}
                isRequired={isRequired}
                autoFocus={index === 0}
                autoComplete="off"
                error={fieldState.error?.message}
              />
            )}
          />
        ))}
        <Controller
          name="memberType"
          control={form.control}
          render={({ field }) => (
            <Select
              label={text.accountType}
              choices={choices}
              value={field.value}
              onChange={field.onChange}
              isRequired
            />
          )}
        />
        {failure && <Notice tone="bad">{failure}</Notice>}
        <div className="dialog-actions">
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button type="submit" look="primary" isPending={add.isPending}>
            {text.add}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
