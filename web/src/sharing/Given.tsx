import { useState } from 'react';
import { sharing as text } from '../text/en/sharing';
import { Button } from '../ui/Button';
import { DataTable } from '../ui/DataTable';
import { ConfirmDialog } from '../ui/Dialog';
import { QueryState } from '../ui/QueryState';
import { Select } from '../ui/Select';
import { Loading } from '../ui/State';
import { toast } from '../ui/Toast';
import { Effect } from './Effect';
import { granteeKey, granteeName, granteeOf, isLess } from './names';
import { type Grant, type Permission, useChangeAccess, useGrantees, useGrants } from './queries';
import type { SharedThing } from './Sharing';

/** What was given on a file itself: to change and to take back, with what that would do. */
export function Given({ file }: { file: SharedThing }) {
  const grants = useGrants(file.id);
  return (
    <section className="stack" aria-label={text.given}>
      <h3>{text.given}</h3>
      <QueryState query={grants} skeleton={<Loading lines={3} />}>
        {({ entries }) =>
          entries.length === 0 ? <p className="muted">{text.nothingGiven}</p> : <Grants grants={entries} />
        }
      </QueryState>
    </section>
  );
}

function Grants({ grants }: { grants: readonly Grant[] }) {
  return (
    <DataTable
      label={text.givenLabel}
      rows={grants}
      rowKey={(grant) => grant.grantId}
      columns={[
        { title: text.who, cell: (grant) => <Who grant={grant} /> },
        { title: text.has2, cell: (grant) => <Level grant={grant} /> },
        { title: text.actions, hideTitle: true, cell: (grant) => <Remove grant={grant} /> },
      ]}
    />
  );
}

function Who({ grant }: { grant: Grant }) {
  const name = granteeName(grant);
  return (
    <>
      <strong className="wrap-anywhere">{name}</strong>
      {grant.member && grant.member.email !== name && <div className="table-sub">{grant.member.email}</div>}
    </>
  );
}

// A higher level is given at once; a lower one takes something away, so what it would do is shown first.
function Level({ grant }: { grant: Grant }) {
  const [asking, setAsking] = useState<Permission>();
  const { change } = useChangeAccess(grant.inodeId);
  const choices = useGrantees(grant.inodeId, grant.member?.email ?? grant.team?.name ?? '').data?.entries;
  const own = choices?.find((choice) => granteeKey(choice) === granteeKey(grant));
  const levels = own?.levels.filter(({ why, permission }) => !why || permission === grant.permission) ?? [];
  const shown = levels.length > 0 ? levels : [grant];
  const labelOf = (permission: string) =>
    shown.find((one) => one.permission === permission)?.label ?? permission;
  const save = (permission: Permission) =>
    change.mutate(
      { grantId: grant.grantId, permission },
      {
        onSuccess: () => toast(text.shared(granteeName(grant), labelOf(permission))),
        onError: (error) => toast(error.message, 'bad'),
        onSettled: () => setAsking(undefined),
      },
    );
  const choose = (value: string) => {
    const permission = value as Permission;
    if (permission === grant.permission) return;
    if (isLess(grant, permission)) setAsking(permission);
    else save(permission);
  };
  return (
    <>
      <Select
        label={text.levelOf(granteeName(grant))}
        hideLabel
        choices={shown.map(({ permission, label }) => ({ value: permission, label }))}
        value={grant.permission}
        onChange={choose}
        isDisabled={change.isPending}
      />
      {asking && (
        <ConfirmDialog
          title={text.changeTitle(granteeName(grant), labelOf(asking))}
          action={text.changeAction}
          isOpen
          isPending={change.isPending}
          onConfirm={() => save(asking)}
          onClose={() => setAsking(undefined)}
        >
          <Effect fileId={grant.inodeId} changes={[{ grantee: granteeOf(grant), permission: asking }]} />
        </ConfirmDialog>
      )}
    </>
  );
}

function Remove({ grant }: { grant: Grant }) {
  const [isAsking, setAsking] = useState(false);
  const { remove, share } = useChangeAccess(grant.inodeId);
  const name = granteeName(grant);
  const refused = (error: Error) => toast(error.message, 'bad');
  // Promises, not callbacks: the row is gone before either has ended.
  const undo = () => {
    share
      .mutateAsync({
        grants: [{ grantee: granteeOf(grant), permission: grant.permission }],
        sendEmail: false,
      })
      .catch(refused);
  };
  const take = () => {
    remove
      .mutateAsync(grant.grantId)
      .then(() => toast(text.removed(name), 'ok', { label: text.undo, run: undo }))
      .catch(refused);
  };
  return (
    <div className="row-actions">
      <Button look="quiet" onPress={() => setAsking(true)} aria-label={text.removeWho(name)}>
        {text.remove}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={text.removeTitle(name)}
          action={text.remove}
          isOpen
          isDanger
          isPending={remove.isPending}
          onConfirm={take}
          onClose={() => setAsking(false)}
        >
          <p>{text.removeText}</p>
          <Effect fileId={grant.inodeId} changes={[{ grantee: granteeOf(grant), permission: null }]} />
        </ConfirmDialog>
      )}
    </div>
  );
}
