import { useState } from 'react';
import type { Member } from '../../api/model';
import { members as text } from '../../text/en/members';
import { ConfirmDialog } from '../../ui/Dialog';
import { Select } from '../../ui/Select';
import { Notice } from '../../ui/State';
import { toast } from '../../ui/Toast';
import { useChangeMember, useMembers } from './queries';

const nobody = '';

/** Asks before a member is deactivated, and who gets what is theirs. */
export function Deactivate({ member, onClose }: { member: Member; onClose: () => void }) {
  const others = useMembers().data?.entries.filter(
    (one) => !one.isArchived && one.memberId !== member.memberId,
  );
  const [newOwnerId, setNewOwner] = useState(nobody);
  const [failure, setFailure] = useState('');
  const change = useChangeMember(member.memberId);
  const confirm = () =>
    change.mutate(
      { isArchived: true, ...(newOwnerId !== nobody && { newOwnerId }) },
      {
        onSuccess: () => {
          toast(text.changed(member.email));
          onClose();
        },
        onError: (error) => setFailure(error.message),
      },
    );
  return (
    <ConfirmDialog
      title={text.deactivateTitle(member.email)}
      action={text.deactivate}
      isOpen
      isPending={change.isPending}
      isDanger
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{text.deactivateText}</p>
      <Select
        label={text.handOver}
        help={text.handOverHelp}
        choices={[
          { value: nobody, label: text.keep },
          ...(others ?? []).map(({ memberId, email }) => ({ value: memberId, label: email })),
        ]}
        value={newOwnerId}
        onChange={setNewOwner}
      />
      {failure && <Notice tone="bad">{failure}</Notice>}
    </ConfirmDialog>
  );
}
