import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import type { Member } from '../../api/model';
import { useSession } from '../../api/session';
import { members as text } from '../../text/en/members';
import { formatDateTime } from '../../text/format';
import { Button } from '../../ui/Button';
import { DataTable } from '../../ui/DataTable';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { ShownOnce } from '../../ui/ShownOnce';
import { AccountTypeSelect } from './AccountTypeSelect';
import { AddMember } from './AddMember';
import { MemberActions } from './MemberActions';
import { type FreshPassword, useMembers } from './queries';

/** Administration → Members. */
export function Page() {
  const list = useMembers();
  const [isAdding, setAdding] = useState(false);
  const [fresh, setFresh] = useState<FreshPassword>();
  return (
    <div className="page">
      <PageHeader
        title={text.title}
        actions={
          <Button look="primary" icon={<UserPlus aria-hidden size={16} />} onPress={() => setAdding(true)}>
            {text.add}
          </Button>
        }
      >
        {text.about}
      </PageHeader>
      <QueryState query={list}>
        {({ entries }) => <MemberTable members={entries} onPassword={setFresh} />}
      </QueryState>
      {isAdding && <AddMember onClose={() => setAdding(false)} onAdded={setFresh} />}
      {fresh && (
        <ShownOnce
          title={text.passwordTitle(fresh.email)}
          secrets={[{ label: text.passwordLabel, value: fresh.password }]}
          onClose={() => setFresh(undefined)}
        >
          {text.passwordText}
        </ShownOnce>
      )}
    </div>
  );
}

interface MemberTableProps {
  members: readonly Member[];
  onPassword: (fresh: FreshPassword) => void;
}

function MemberTable({ members, onPassword }: MemberTableProps) {
  const me = useSession().data?.userId;
  return (
    <DataTable
      label={text.listLabel}
      rows={members}
      rowKey={(member) => member.memberId}
      columns={[
        {
          title: text.member,
          cell: (member) => <MemberName member={member} isMe={member.memberId === me} />,
        },
        { title: text.accountType, cell: (member) => <AccountTypeSelect member={member} /> },
        { title: text.teams, cell: ({ teams }) => teams.map(({ name }) => name).join(', ') || text.noTeams },
        { title: text.added, cell: (member) => formatDateTime(member.createdAt) },
        {
          title: text.actions,
          hideTitle: true,
          cell: (member) => (
            <MemberActions member={member} isMe={member.memberId === me} onPassword={onPassword} />
          ),
        },
      ]}
    />
  );
}

function MemberName({ member, isMe }: { member: Member; isMe: boolean }) {
  const name = `${member.firstName} ${member.lastName}`.trim();
  return (
    <>
      <span className="row">
        <strong>{name || member.email}</strong>
        {isMe && <span className="badge">{text.you}</span>}
        {member.isArchived && <span className="badge warn">{text.deactivated}</span>}
      </span>
      {name && <div className="table-sub">{member.email}</div>}
    </>
  );
}
