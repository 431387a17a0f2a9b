import { useState } from 'react';
import { sharing as text } from '../text/en/sharing';
import { formatDateTime } from '../text/format';
import { Button } from '../ui/Button';
import { Select } from '../ui/Select';
import { toast } from '../ui/Toast';
import { type AccessRequest, type Permission, useDecide } from './queries';

interface Props {
  request: AccessRequest;
  /** True where the file it is about is plain from what is around. */
  isHere?: boolean;
}

/** One request for access, with the answer to give. */
export function RequestRow({ request, isHere }: Props) {
  const { member, file, message, createdAt } = request;
  const { approve, decline } = useDecide(request.requestId);
  const levels = request.levels.filter(({ why }) => !why);
  const [wanted, setWanted] = useState<string>();
  const level = levels.find(({ permission }) => permission === wanted) ?? levels[0];
  const refused = (error: Error) => toast(error.message, 'bad');
  const give = (permission: Permission, label: string) =>
    approve
      .mutateAsync(permission)
      .then(() => toast(text.approved(member.name, label)))
      .catch(refused);
  const refuse = () =>
    decline
      .mutateAsync()
      .then(() => toast(text.declined(member.name)))
      .catch(refused);
  const isPending = approve.isPending || decline.isPending;
  return (
    <li className="request">
      <div className="grow">
        <strong className="wrap-anywhere">
          {isHere ? text.asksHere(member.name) : text.asks(member.name, file?.name ?? text.something)}
        </strong>
        <div className="table-sub">
          {member.email} · {member.memberType} · {formatDateTime(createdAt)}
        </div>
        {message && <blockquote className="wrap-anywhere">{message}</blockquote>}
      </div>
      {level && (
        <div className="row">
          <Select
            label={text.approveAs(member.name)}
            hideLabel
            choices={levels.map(({ permission, label }) => ({ value: permission, label }))}
            value={level.permission}
            onChange={setWanted}
          />
          <Button
            look="primary"
            isDisabled={isPending}
            aria-label={`${text.approve}: ${text.approveWho(member.name)}`}
            onPress={() => give(level.permission, level.label)}
          >
            {text.approve}
          </Button>
        </div>
      )}
      <Button
        isDisabled={isPending}
        aria-label={`${text.decline}: ${text.declineWho(member.name)}`}
        onPress={refuse}
      >
        {text.decline}
      </Button>
    </li>
  );
}
