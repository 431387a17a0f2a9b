import { useDeferredValue, useState } from 'react';
import { useSession } from '../api/session';
import { sharing as text } from '../text/en/sharing';
import { Button } from '../ui/Button';
import { DataTable } from '../ui/DataTable';
import { ConfirmDialog } from '../ui/Dialog';
import { QueryState } from '../ui/QueryState';
import { SearchField } from '../ui/SearchField';
import { toast } from '../ui/Toast';
import { ways } from './names';
import { type Access, useChangeAccess, useWho } from './queries';
import type { SharedThing } from './Sharing';

/** Everybody who has access to a file, what they may, through what, and why. */
export function Reach({ file }: { file: SharedThing }) {
  const [typed, setTyped] = useState('');
  const who = useWho(file.id, useDeferredValue(typed.trim()));
  return (
    <section className="stack" aria-label={text.reach}>
      <SearchField label={text.reachSearch} value={typed} onChange={setTyped} />
      <QueryState query={who}>
        {({ entries, total }) => (
          <>
            {entries.length === 0 ? (
              <p className="muted">{text.reachNobody}</p>
            ) : (
              <Reaching file={file} entries={entries} />
            )}
            {total > entries.length && <p className="muted small">{text.reachMore(entries.length, total)}</p>}
          </>
        )}
      </QueryState>
    </section>
  );
}

function Reaching({ file, entries }: { file: SharedThing; entries: readonly Access[] }) {
  const isAdmin = useSession().data?.memberType === 'Admin';
  const isDocument = file.type !== 'workspace' && file.type !== 'folder';
  return (
    <DataTable
      label={text.reachLabel}
      rows={entries}
      rowKey={({ member }) => member.memberId}
      columns={[
        { title: text.who, cell: (access) => <Person access={access} /> },
        { title: text.has2, cell: ({ label }) => label },
        { title: text.through, cell: (access) => <Through access={access} /> },
        {
          title: text.actions,
          hideTitle: true,
          cell: (access) =>
            isAdmin && isDocument && !access.isOwner && <MakeOwner fileId={file.id} access={access} />,
        },
      ]}
    />
  );
}

function Person({ access: { member, isOwner } }: { access: Access }) {
  return (
    <>
      <span className="row">
        <strong className="wrap-anywhere">{member.name}</strong>
        {isOwner && <span className="badge">{text.owner}</span>}
      </span>
      <div className="table-sub">{member.memberType}</div>
    </>
  );
}

function Through({ access }: { access: Access }) {
  return (
    <>
      {ways(access).map((way) => (
        <div key={way} className="wrap-anywhere">
          {way}
        </div>
      ))}
      <details>
        <summary aria-label={`${text.why} ${text.whyOf(access.member.name)}`}>{text.why}</summary>
        {access.why.map((reason) => (
          <p key={reason} className="wrap-anywhere">
            {reason}
          </p>
        ))}
      </details>
    </>
  );
}

function MakeOwner({ fileId, access: { member } }: { fileId: string; access: Access }) {
  const [isAsking, setAsking] = useState(false);
  const { own } = useChangeAccess(fileId);
  const give = () =>
    own.mutate(member.memberId, {
      onSuccess: () => toast(text.ownerIs(member.name)),
      onError: (error) => toast(error.message, 'bad'),
      onSettled: () => setAsking(false),
    });
  return (
    <div className="row-actions">
      <Button look="quiet" aria-label={`${text.makeOwner}: ${member.name}`} onPress={() => setAsking(true)}>
        {text.makeOwner}
      </Button>
      <ConfirmDialog
        title={text.makeOwnerOf(member.name)}
        action={text.makeOwner}
        isOpen={isAsking}
        isPending={own.isPending}
        onConfirm={give}
        onClose={() => setAsking(false)}
      >
        <p>{text.makeOwnerText}</p>
      </ConfirmDialog>
    </div>
  );
}
