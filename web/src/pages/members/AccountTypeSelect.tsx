import type { Member } from '../../api/model';
import { members as text } from '../../text/en/members';
import { Select } from '../../ui/Select';
import { toast } from '../../ui/Toast';
import { useChangeMember } from './queries';

/** The account types, with what each may do. */
export const accountTypes = Object.entries(text.types).map(([value, label]) => ({ value, label }));

/** A member's account type; choosing another changes it at once. */
export function AccountTypeSelect({ member }: { member: Member }) {
  const change = useChangeMember(member.memberId);
  const choose = (memberType: string) =>
    memberType !== member.memberType &&
    change.mutate(
      { memberType },
      {
        onSuccess: () => toast(text.changed(member.email)),
        onError: (error) => toast(error.message, 'bad'),
      },
    );
  return (
    <Select
      label={text.accountTypeOf(member.email)}
      hideLabel
      choices={accountTypes}
      showChosen={(value) => value}
      value={member.memberType}
      onChange={choose}
      isDisabled={member.isArchived || change.isPending}
    />
  );
}
