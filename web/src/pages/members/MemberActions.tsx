import { useState } from 'react';
import type { Member } from '../../api/model';
import { members as text } from '../../text/en/members';
import { Button } from '../../ui/Button';
import { ConfirmDialog } from '../../ui/Dialog';
import { toast } from '../../ui/Toast';
import { Deactivate } from './Deactivate';
import { type FreshPassword, useChangeMember, useResetPassword } from './queries';

interface MemberActionsProps {
  member: Member;
  isMe: boolean;
  onPassword: (fresh: FreshPassword) => void;
}

/** What can be done to a member: a new one-time password, deactivate, reactivate. Not to oneself. */
export function MemberActions({ member, isMe, onPassword }: MemberActionsProps) {
  const [asking, setAsking] = useState<'reset' | 'deactivate'>();
  const change = useChangeMember(member.memberId);
  const reset = useResetPassword(member.memberId);
  const close = () => setAsking(undefined);
  const refused = (error: Error) => toast(error.message, 'bad');
  const reactivate = () =>
    change.mutate(
      { isArchived: false },
      { onSuccess: () => toast(text.changed(member.email)), onError: refused },
    );
  const resetPassword = () =>
    reset.mutate(undefined, {
      onSuccess: ({ oneTimePassword }) => onPassword({ email: member.email, password: oneTimePassword }),
      onError: refused,
      onSettled: close,
    });
  if (isMe) return null;
  if (member.isArchived) {
    return (
      <div className="row-actions">
        <Button
          look="quiet"
          isPending={change.isPending}
          onPress={reactivate}
          aria-label={`${text.reactivate}: ${member.email}`}
        >
          {text.reactivate}
        </Button>
      </div>
    );
  }
  return (
    <div className="row-actions">
      <Button look="quiet" onPress={() => setAsking('reset')} aria-label={`${text.reset}: ${member.email}`}>
        {text.reset}
      </Button>
      <Button
        look="quiet"
        onPress={() => setAsking('deactivate')}
        aria-label={`${text.deactivate}: ${member.email}`}
      >
        {text.deactivate}
      </Button>
      <ConfirmDialog
        title={text.resetTitle(member.email)}
        action={text.reset}
        isOpen={asking === 'reset'}
        isPending={reset.isPending}
        onConfirm={resetPassword}
        onClose={close}
      >
        <p>{text.resetText}</p>
      </ConfirmDialog>
      {asking === 'deactivate' && <Deactivate member={member} onClose={close} />}
    </div>
  );
}
