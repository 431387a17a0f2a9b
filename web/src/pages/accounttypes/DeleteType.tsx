import { useState } from 'react';
import type { AccountType } from '../../api/accountTypes';
import { accountTypes as text } from '../../text/en/accountTypes';
import { ConfirmDialog } from '../../ui/Dialog';
import { Select } from '../../ui/Select';
import { Notice } from '../../ui/State';
import { toast } from '../../ui/Toast';
import { useChangeTypes } from './queries';

interface Props {
  type: AccountType;
  types: readonly AccountType[];
  onClose: () => void;
}

/** Asks before an account type is deleted, and which one its members have from then on. */
export function DeleteType({ type, types, onClose }: Props) {
  const others = types.filter(({ accountTypeId }) => accountTypeId !== type.accountTypeId);
  const [instead, setInstead] = useState(others.at(-1)?.accountTypeId);
  const [failure, setFailure] = useState('');
  const { remove } = useChangeTypes();
  const isUsed = type.memberCount > 0;
  const confirm = () =>
    remove.mutate(
      { accountTypeId: type.accountTypeId, ...(isUsed && instead && { instead }) },
      {
        onSuccess: () => {
          toast(text.deleted(type.accountTypeName));
          onClose();
        },
        onError: (error) => setFailure(error.message),
      },
    );
  return (
    <ConfirmDialog
      title={text.deleteTitle(type.accountTypeName)}
      action={text.delete}
      isOpen
      isDanger
      isPending={remove.isPending}
      onConfirm={confirm}
      onClose={onClose}
    >
      {isUsed ? (
        <>
          <p>
            {text.people(type.memberCount)}. {text.deleteText}
          </p>
          <Select
            label={text.instead}
            isRequired
            choices={others.map(({ accountTypeId, accountTypeName }) => ({
              value: accountTypeId,
              label: accountTypeName,
            }))}
            value={instead ?? null}
            onChange={setInstead}
          />
        </>
      ) : (
        <p>{text.nobodyHas}</p>
      )}
      {failure && <Notice tone="bad">{failure}</Notice>}
    </ConfirmDialog>
  );
}
