import { useDeferredValue, useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import { common } from '../../text/en/common';
import { teams as text } from '../../text/en/teams';
import { formatDateTime } from '../../text/format';
import { Button } from '../../ui/Button';
import { DataTable } from '../../ui/DataTable';
import { Dialog } from '../../ui/Dialog';
import { QueryState } from '../../ui/QueryState';
import { SearchField } from '../../ui/SearchField';
import { Loading } from '../../ui/State';
import { toast } from '../../ui/Toast';
import { Checkbox } from '../../ui/Toggle';
import './teams.css';
import { type Team, type TeamMember, useCandidates, useChangeTeam, useTeamMembers } from './queries';

/** Who is in a team; its team admins add and remove. */
export function Inside({ team, onClose }: { team: Team; onClose: () => void }) {
  const members = useTeamMembers(team.teamId);
  const manages = team.rights.includes('manage');
  return (
    <Dialog
      title={text.inside(team.name)}
      isOpen
      wide
      onClose={onClose}
      actions={<Button onPress={onClose}>{common.close}</Button>}
    >
      <div className="stack">
        {manages && <Add team={team} />}
        <QueryState query={members}>
          {({ entries }) =>
            entries.length === 0 ? (
              <p className="muted">{text.nobodyInside}</p>
            ) : (
              <Members team={team} members={entries} manages={manages} />
            )
          }
        </QueryState>
      </div>
    </Dialog>
  );
}

function Add({ team }: { team: Team }) {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const sought = useDeferredValue(typed.trim());
  const found = useCandidates(team.teamId, sought);
  const { members } = useChangeTeam(team.teamId);
  const put = () =>
    members.mutate(
      { add: [...chosen] },
      {
        onSuccess: () => {
          toast(text.added(text.count(chosen.size)));
          setChosen(new Set());
          setTyped('');
        },
        onError: (error) => toast(error.message, 'bad'),
      },
    );
  return (
    <>
      <SearchField label={text.search} value={typed} onChange={setTyped} />
      <QueryState query={found} skeleton={<Loading lines={3} />}>
        {({ entries }) => (
          <ListBox
            className="candidates"
            aria-label={text.candidates}
            selectionMode="multiple"
            selectedKeys={chosen}
            onSelectionChange={(keys) =>
              setChosen(
                new Set(keys === 'all' ? entries.map(({ memberId }) => memberId) : [...keys].map(String)),
              )
            }
            items={entries.map((person) => ({ id: person.memberId, person }))}
            renderEmptyState={() => <p className="muted">{text.noCandidates(sought)}</p>}
          >
            {({ person }) => (
              <ListBoxItem className="option" textValue={person.name}>
                <span className="wrap-anywhere">{person.name}</span>
                {person.email !== person.name && <span className="table-sub"> {person.email}</span>}
              </ListBoxItem>
            )}
          </ListBox>
        )}
      </QueryState>
      <div>
        <Button look="primary" isDisabled={chosen.size === 0} isPending={members.isPending} onPress={put}>
          {text.put}
        </Button>
      </div>
    </>
  );
}

interface MembersProps {
  team: Team;
  members: readonly TeamMember[];
  manages: boolean;
}

function Members({ team, members, manages }: MembersProps) {
  return (
    <DataTable
      label={text.insideLabel}
      rows={members}
      rowKey={({ userId }) => userId}
      columns={[
        { title: text.person, cell: ({ member }) => <span className="wrap-anywhere">{member.name}</span> },
        { title: text.isAdmin, cell: (one) => <Admin team={team} one={one} manages={manages} /> },
        { title: text.since, cell: ({ addedAt }) => formatDateTime(addedAt) },
        { title: text.actions, hideTitle: true, cell: (one) => manages && <Remove team={team} one={one} /> },
      ]}
    />
  );
}

function Admin({ team, one, manages }: { team: Team; one: TeamMember; manages: boolean }) {
  const { admin } = useChangeTeam(team.teamId);
  const set = (isTeamAdmin: boolean) =>
    admin.mutate({ memberId: one.userId, isTeamAdmin }, { onError: (error) => toast(error.message, 'bad') });
  return (
    <Checkbox
      aria-label={text.isAdminOf(one.member.name)}
      isSelected={one.isTeamAdmin}
      isDisabled={!manages || admin.isPending}
      onChange={set}
    />
  );
}

function Remove({ team, one }: { team: Team; one: TeamMember }) {
  const { members } = useChangeTeam(team.teamId);
  const refused = (error: Error) => toast(error.message, 'bad');
  const undo = () => {
    members.mutateAsync({ add: [one.userId] }).catch(refused);
  };
  const take = () => {
    members
      .mutateAsync({ remove: [one.userId] })
      .then(() => toast(text.removed(one.member.name), 'ok', { label: text.undo, run: undo }))
      .catch(refused);
  };
  return (
    <div className="row-actions">
      <Button
        look="quiet"
        isPending={members.isPending}
        onPress={take}
        aria-label={text.removeOf(one.member.name)}
      >
        {text.remove}
      </Button>
    </div>
  );
}
