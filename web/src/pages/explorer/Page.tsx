import { Link } from '@tanstack/react-router';
import { ChevronRight, Database } from 'lucide-react';
import { useMay } from '../../api/session';
import { useConnections } from '../../explorer/queries';
import { explorer as text } from '../../text/en/explorer';
import { LinkButton } from '../../ui/Button';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { Empty } from '../../ui/State';

/** The explorer's start: which connection to look into. */
export function Page() {
  const connections = useConnections();
  return (
    <div className="page narrow">
      <PageHeader title={text.title}>{text.about}</PageHeader>
      <QueryState query={connections}>
        {(entries) =>
          entries.length === 0 ? (
            <NoConnections />
          ) : (
            <ul className="link-list" aria-label={text.listLabel}>
              {entries.map(({ connectionId, name, description }) => (
                <li key={connectionId}>
                  <Link to="/explorer/$connectionId" params={{ connectionId }} className="link-list-item">
                    <Database aria-hidden size={18} />
                    <span className="link-list-name">
                      {name}
                      {description && <span className="table-sub"> – {description}</span>}
                    </span>
                    <ChevronRight aria-hidden size={16} />
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </QueryState>
    </div>
  );
}

function NoConnections() {
  const mayAdd = useMay('manageConnections');
  return (
    <Empty
      title={text.emptyTitle}
      action={mayAdd && <LinkButton to="/admin/connections/new">{text.addConnection}</LinkButton>}
    >
      {mayAdd ? text.emptyAdminText : text.emptyText}
    </Empty>
  );
}
