import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useMay } from '../../api/session';
import { teams as text } from '../../text/en/teams';
import { Button } from '../../ui/Button';
import { DataTable } from '../../ui/DataTable';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { Empty } from '../../ui/State';
import { DeleteTeam } from './DeleteTeam';
import { Inside } from './Inside';
import { type Team, useTeams } from './queries';
import { TeamForm } from './TeamForm';

type Doing = { what: 'add' } | { what: 'edit' | 'delete' | 'open'; team: Team };

/** The teams that a member may see; those who manage teams make and delete them here. */
export function Page() {
  const list = useTeams();
  const makes = useMay('manageTeams');
  const [doing, setDoing] = useState<Doing>();
  const close = () => setDoing(undefined);
  const add = (
    <Button look="primary" icon={<Plus aria-hidden size={16} />} onPress={() => setDoing({ what: 'add' })}>
      {text.add}
    </Button>
  );
  return (
    <div className="page">
      <PageHeader title={text.title} actions={makes && add}>
        {text.about}
      </PageHeader>
      <QueryState query={list}>
        {({ entries }) =>
          entries.length === 0 ? (
            <Empty title={text.emptyTitle}>{makes ? text.emptyText : text.emptyOthers}</Empty>
          ) : (
            <TeamTable teams={entries} onDo={setDoing} />
          )
        }
      </QueryState>
      {doing?.what === 'add' && <TeamForm onClose={close} />}
      {doing?.what === 'edit' && <TeamForm team={doing.team} onClose={close} />}
      {doing?.what === 'delete' && <DeleteTeam team={doing.team} onClose={close} />}
      {doing?.what === 'open' && <Inside team={doing.team} onClose={close} />}
    </div>
  );
}

function TeamTable({ teams, onDo }: { teams: readonly Team[]; onDo: (doing: Doing) => void }) {
  return (
    <DataTable
      label={text.listLabel}
      rows={teams}
      rowKey={({ teamId }) => teamId}
      columns={[
        { title: text.team, cell: (team) => <Name team={team} /> },
        { title: text.members, cell: ({ memberCount }) => text.count(memberCount) },
        { title: text.visibility, cell: ({ visibility }) => text.visibilities[visibility] },
        { title: text.actions, hideTitle: true, cell: (team) => <Actions team={team} onDo={onDo} /> },
      ]}
    />
  );
}

function Name({ team: { name, description, isMember, isTeamAdmin } }: { team: Team }) {
  return (
    <>
      <span className="row">
        <strong className="wrap-anywhere">{name}</strong>
        {isTeamAdmin ? (
          <span className="badge">{text.admin}</span>
        ) : (
          isMember && <span className="badge">{text.yours}</span>
        )}
      </span>
      {description && <div className="table-sub wrap-anywhere">{description}</div>}
    </>
  );
}

function Actions({ team, onDo }: { team: Team; onDo: (doing: Doing) => void }) {
  const governs = team.rights.includes('govern');
  const act = (what: 'edit' | 'delete' | 'open') => () => onDo({ what, team });
  return (
    <div className="row-actions">
      <Button look="quiet" onPress={act('open')} aria-label={text.openOf(team.name)}>
        {text.open}
      </Button>
      {governs && (
        <>
          <Button look="quiet" onPress={act('edit')} aria-label={text.editOf(team.name)}>
            {text.edit}
          </Button>
          <Button look="quiet" onPress={act('delete')} aria-label={text.deleteOf(team.name)}>
            {text.delete}
          </Button>
        </>
      )}
    </div>
  );
}
