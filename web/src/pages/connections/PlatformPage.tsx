import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronRight, Database } from 'lucide-react';
import { connections as text } from '../../text/en/connections';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import './page.css';
import { platformsQuery } from './queries';

/** The first step of adding a connection: which kind of warehouse. */
export function PlatformPage() {
  const platforms = useQuery(platformsQuery);
  return (
    <div className="page narrow">
      <PageHeader title={text.chooseTitle}>{text.chooseText}</PageHeader>
      <QueryState query={platforms}>
        {({ entries }) => (
          <ul className="link-list">
            {entries
              .filter((platform) => !platform.embedded)
              .map(({ platform, name, reachable }) => (
                <li key={platform}>
                  <Link
                    to="/admin/connections/new/$platform"
                    params={{ platform }}
                    className="link-list-item"
                  >
                    <Database aria-hidden size={18} />
                    <span className="link-list-name">{name}</span>
                    {!reachable && <span className="badge">{text.notReachable}</span>}
                    <ChevronRight aria-hidden size={16} />
                  </Link>
                </li>
              ))}
          </ul>
        )}
      </QueryState>
    </div>
  );
}
