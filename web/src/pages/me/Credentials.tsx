import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { Credential } from '../../api/model';
import { me as text } from '../../text/en/me';
import { formatDateTime } from '../../text/format';
import { Button } from '../../ui/Button';
import { DataTable } from '../../ui/DataTable';
import { ConfirmDialog } from '../../ui/Dialog';
import { QueryState } from '../../ui/QueryState';
import { toast } from '../../ui/Toast';
import { CreateCredential } from './CreateCredential';
import { useCredentials, useRevokeCredential } from './queries';

/** The member's API credentials: create, see when last used, revoke. */
export function Credentials() {
  const list = useCredentials();
  const [isCreating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<Credential>();
  return (
    <section className="me-section">
      <div className="row spread">
        <h2>{text.credentials}</h2>
        <Button icon={<Plus aria-hidden size={16} />} onPress={() => setCreating(true)}>
          {text.create}
        </Button>
      </div>
      <p className="muted">{text.credentialsAbout}</p>
      <QueryState query={list}>
        {({ entries }) =>
          entries.length === 0 ? (
            <p>{text.noCredentials}</p>
          ) : (
            <CredentialTable credentials={entries} onRevoke={setRevoking} />
          )
        }
      </QueryState>
      {isCreating && <CreateCredential onClose={() => setCreating(false)} />}
      {revoking && <Revoke credential={revoking} onClose={() => setRevoking(undefined)} />}
    </section>
  );
}

interface CredentialTableProps {
  credentials: readonly Credential[];
  onRevoke: (credential: Credential) => void;
}

function CredentialTable({ credentials, onRevoke }: CredentialTableProps) {
  return (
    <DataTable
      label={text.credentials}
      rows={credentials}
      rowKey={(credential) => credential.clientId}
      columns={[
        { title: text.credentialName, cell: (c) => <CredentialName credential={c} /> },
        { title: text.created, cell: (c) => formatDateTime(c.createdAt) },
        { title: text.lastUsed, cell: (c) => (c.lastUsedAt ? formatDateTime(c.lastUsedAt) : text.never) },
        { title: text.state, cell: (c) => <State isRevoked={c.revokedAt !== null} /> },
        {
          title: text.actions,
          hideTitle: true,
          cell: (c) =>
            c.revokedAt === null && (
              <div className="row-actions">
                <Button look="quiet" aria-label={text.revokeOne(c.name)} onPress={() => onRevoke(c)}>
                  {text.revoke}
                </Button>
              </div>
            ),
        },
      ]}
    />
  );
}

function CredentialName({ credential }: { credential: Credential }) {
  return (
    <>
      <strong>{credential.name}</strong>
      <div className="table-sub">
        <code>{credential.clientId}</code>
      </div>
    </>
  );
}

function State({ isRevoked }: { isRevoked: boolean }) {
  return <span className={isRevoked ? 'badge' : 'badge ok'}>{isRevoked ? text.revoked : text.inForce}</span>;
}

function Revoke({ credential, onClose }: { credential: Credential; onClose: () => void }) {
  const revoke = useRevokeCredential();
  const confirm = () =>
    revoke.mutate(credential.clientId, {
      onSuccess: () => toast(text.revokedOne(credential.name)),
      onError: (error) => toast(error.message, 'bad'),
      onSettled: onClose,
    });
  return (
    <ConfirmDialog
      title={text.revokeTitle(credential.name)}
      action={text.revoke}
      isOpen
      isPending={revoke.isPending}
      isDanger
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{text.revokeText}</p>
    </ConfirmDialog>
  );
}
