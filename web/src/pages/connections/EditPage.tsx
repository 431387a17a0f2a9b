import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { DataAccess } from '../../access/DataAccess';
import type { Connection, Platform } from '../../api/model';
import { access } from '../../text/en/access';
import { connections as text } from '../../text/en/connections';
import { Button } from '../../ui/Button';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { Notice } from '../../ui/State';
import { toast } from '../../ui/Toast';
import { ConnectionEditor } from './ConnectionEditor';
import { DeleteConnection } from './DeleteConnection';
import { draftOf, formOf } from './model';
import './page.css';
import { platformsQuery, useConnection, useIsOutdated, useSave } from './queries';

/** One saved connection. */
export function EditPage() {
  const { connectionId } = useParams({ from: '/admin/connections/$connectionId' });
  const connection = useConnection(connectionId);
  const platforms = useQuery(platformsQuery);
  return (
    <div className="page narrow">
      <QueryState query={connection} isPage>
        {(saved) => (
          <QueryState query={platforms} isPage>
            {({ entries }) => (
              <Edit
                key={saved.connectionId}
                saved={saved}
                platform={entries.find((entry) => entry.platform === saved.type)}
                reload={connection.refetch}
              />
            )}
          </QueryState>
        )}
      </QueryState>
    </div>
  );
}

interface EditProps {
  saved: Connection;
  platform: Platform | undefined;
  reload: () => void;
}

function Edit({ saved, platform, reload }: EditProps) {
  const isOutdated = useIsOutdated(saved);
  if (!platform) return <Notice tone="bad">{text.noPlatform(saved.type)}</Notice>;
  const actions = !saved.isArchived && !saved.isSample && <DeleteConnection connection={saved} />;
  return (
    <>
      <PageHeader title={saved.name} actions={actions}>
        {platform.name}
      </PageHeader>
      {saved.isArchived ? (
        <Archived saved={saved} platform={platform} />
      ) : (
        // A new version, saved here or reloaded after a conflict, starts the form anew.
        <>
          <ConnectionEditor
            key={saved.version}
            platform={platform}
            saved={saved}
            isOutdated={isOutdated}
            onReload={reload}
          />
          {saved.rights.includes('manage') && (
            <section className="stack data-access" aria-labelledby="data-access">
              <h2 id="data-access">{access.title}</h2>
              <p className="muted">{access.about}</p>
              <DataAccess place={{ connectionId: saved.connectionId, path: [] }} />
            </section>
          )}
        </>
      )}
    </>
  );
}

function Archived({ saved, platform }: { saved: Connection; platform: Platform }) {
  const save = useSave(saved.connectionId);
  const restore = () =>
    save.mutate(
      { ...draftOf(platform, formOf(platform, saved), saved), restore: true },
      {
        onSuccess: () => toast(text.restored(saved.name)),
        onError: (error) => toast(error.message, 'bad'),
      },
    );
  return (
    <>
      <Notice tone="warn" title={text.archivedTitle}>
        {text.archivedText}
      </Notice>
      <div>
        <Button look="primary" isPending={save.isPending} onPress={restore}>
          {text.restore}
        </Button>
      </div>
    </>
  );
}
