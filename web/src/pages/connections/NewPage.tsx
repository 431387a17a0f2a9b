import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { Platform } from '../../api/model';
import { connections as text } from '../../text/en/connections';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { FailureState, Notice } from '../../ui/State';
import { ConnectionEditor } from './ConnectionEditor';
import './page.css';
import { platformsQuery } from './queries';

/** The form of a new connection to one platform. */
export function NewPage() {
  const { platform: id } = useParams({ from: '/admin/connections/new/$platform' });
  const platforms = useQuery(platformsQuery);
  return (
    <div className="page narrow">
      <QueryState query={platforms} isPage>
        {({ entries }) => {
          const platform = entries.find((entry) => entry.platform === id);
          if (platform) return <NewConnection platform={platform} />;
          return <FailureState failure={{ status: 404, message: text.noPlatform(id) }} isPage />;
        }}
      </QueryState>
    </div>
  );
}

function NewConnection({ platform }: { platform: Platform }) {
  const navigate = useNavigate();
  return (
    <>
      <PageHeader title={text.newTitle(platform.name)} />
      {!platform.reachable && (
        <Notice tone="warn" title={text.unreachableTitle(platform.name)}>
          {platform.reason}
        </Notice>
      )}
      <ConnectionEditor platform={platform} onSaved={() => navigate({ to: '/admin/connections' })} />
    </>
  );
}
