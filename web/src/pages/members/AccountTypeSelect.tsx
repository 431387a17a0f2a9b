import { useAccountTypes } from '../../api/accountTypes';
import type { Member } from '../../api/model';
import { members as text } from '../../text/en/members';
import { Select } from '../../ui/Select';
import { toast } from '../../ui/Toast';
import { useChangeMember } from './queries';

/** The account types to choose from, with what each may do; the built-in ones while they are loading. */
export function useTypeChoices() {
  const { data } = useAccountTypes();
  if (!data) return Object.entries(text.types).map(([value, detail]) => ({ value, label: value, detail }));
  return data.entries.map(({ accountTypeName, description }) => ({
    value: accountTypeName,
    label: accountTypeName,
    detail: isBuiltIn(accountTypeName) ? text.types[accountTypeName] : description,
  }));
}

function isBuiltIn(name: string): name is keyof typeof text.types {
  return name in text.types;
}

/** A member's account type; choosing another changes it at once. */
export function AccountTypeSelect({ member }: { member: Member }) {
  const change = useChangeMember(member.memberId);
  const choices = useTypeChoices();
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
      choices={choices}
      showChosen={(value) => value}
      value={member.memberType}
      onChange={choose}
      isDisabled={member.isArchived || change.isPending}
    />
  );
}
