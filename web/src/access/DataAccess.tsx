import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import type { DataGrant, Permission } from '../api/model';
import { access as text } from '../text/en/access';
import { Button } from '../ui/Button';
import { DataTable } from '../ui/DataTable';
import { QueryState } from '../ui/QueryState';
import { Select } from '../ui/Select';
import { Empty } from '../ui/State';
import { toast } from '../ui/Toast';
import { GiveAccess } from './GiveAccess';
import { granteeName, granteeSub, levelsAt, placeName, reaching } from './place';
import { type Place, useChangeGrants, useGrants } from './queries';
import { WhoReaches } from './WhoReaches';

/** Who has which access to a place and through what; gives more, changes, takes back and explains. */
export function DataAccess({ place }: { place: Place }) {
  const grants = useGrants(place);
  const [isGiving, setGiving] = useState(false);
  const [isExplaining, setExplaining] = useState(false);
  return (
    <div className="stack">
      <QueryState query={grants}>
        {({ entries }) => <Grants grants={reaching(entries, place.path)} place={place} />}
      </QueryState>
      <div className="row">
        <Button icon={<UserPlus aria-hidden size={16} />} onPress={() => setGiving(true)}>
          {text.give}
        </Button>
        <Button look="quiet" aria-expanded={isExplaining} onPress={() => setExplaining(!isExplaining)}>
          {text.explain}
        </Button>
      </div>
      {isExplaining && <WhoReaches place={place} />}
      {isGiving && <GiveAccess place={place} onClose={() => setGiving(false)} />}
    </div>
  );
}

function Grants({ grants, place }: { grants: readonly DataGrant[]; place: Place }) {
  if (grants.length === 0) return <Empty title={text.emptyTitle}>{text.emptyText}</Empty>;
  return (
    <DataTable
      label={text.listLabel}
      rows={grants}
      rowKey={(grant) => grant.grantId}
      columns={[
        { title: text.who, cell: (grant) => <Grantee grant={grant} /> },
        { title: text.on, cell: (grant) => <span className="wrap-anywhere">{placeName(grant.path)}</span> },
        { title: text.level, cell: (grant) => <Level grant={grant} /> },
        {
          title: text.actions,
          hideTitle: true,
          cell: (grant) => <Remove grant={grant} connectionId={place.connectionId} />,
        },
      ]}
    />
  );
}

function Grantee({ grant }: { grant: DataGrant }) {
  const sub = granteeSub(grant);
  return (
    <>
      <strong className="wrap-anywhere">{granteeName(grant)}</strong>
      {sub && <div className="table-sub">{sub}</div>}
    </>
  );
}

function Level({ grant }: { grant: DataGrant }) {
  const { change } = useChangeGrants(grant.connectionId);
  const choose = (level: string) => {
    const permission = level as Permission;
    if (permission === grant.permission) return;
    change.mutate(
      { grantId: grant.grantId, permission },
      {
        onSuccess: () => toast(text.given(granteeName(grant), text.levels[permission])),
        onError: (error) => toast(error.message, 'bad'),
      },
    );
  };
  return (
    <Select
      label={text.levelOf(granteeName(grant), placeName(grant.path))}
      hideLabel
      choices={levelsAt(grant.path).map((value) => ({ value, label: text.levels[value] }))}
      value={grant.permission}
      onChange={choose}
      isDisabled={change.isPending}
    />
  );
}

function Remove({ grant, connectionId }: { grant: DataGrant; connectionId: string }) {
  const { give, remove } = useChangeGrants(connectionId);
  const refused = (error: Error) => toast(error.message, 'bad');
  // Promises, not callbacks: the row is gone before either has ended.
  const undo = () => {
    give.mutateAsync({ to: grant, path: grant.path, permission: grant.permission }).catch(refused);
  };
  const take = () => {
    remove
      .mutateAsync(grant)
      .then(() => toast(text.removed(granteeName(grant)), 'ok', { label: text.undo, run: undo }))
      .catch(refused);
  };
  return (
    <div className="row-actions">
      <Button
        look="quiet"
        isPending={remove.isPending}
        onPress={take}
        aria-label={text.removeFrom(granteeName(grant), placeName(grant.path))}
      >
        {text.remove}
      </Button>
    </div>
  );
}
