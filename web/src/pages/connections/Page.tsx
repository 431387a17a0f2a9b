import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { Connection } from '../../api/model';
import { connections as text } from '../../text/en/connections';
import { formatDateTime } from '../../text/format';
import { LinkButton } from '../../ui/Button';
import { type Column, DataTable } from '../../ui/DataTable';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { Empty } from '../../ui/State';
import { Switch } from '../../ui/Toggle';
import './page.css';
import { platformsQuery, useConnections } from './queries';

/** Administration → Connections. */
export function Page() {
  const [showDeleted, setShowDeleted] = useState(false);
  const list = useConnections(showDeleted);
  const add = (
    <LinkButton to="/admin/connections/new" look="primary" icon={<Plus aria-hidden size={16} />}>
      {text.add}
    </LinkButton>
  );
  return (
    <div className="page">
      <PageHeader title={text.title} actions={add}>
        {text.about}
      </PageHeader>
      <QueryState query={list}>
        {({ entries }) =>
          entries.length === 0 ? (
            <Empty title={text.emptyTitle} action={add}>
              {text.emptyText}
            </Empty>
          ) : (
            <ConnectionTable connections={entries} />
          )
        }
      </QueryState>
      <Switch isSelected={showDeleted} onChange={setShowDeleted}>
        {text.showDeleted}
      </Switch>
    </div>
  );
}

function ConnectionTable({ connections }: { connections: readonly Connection[] }) {
  const platforms = useQuery(platformsQuery).data?.entries ?? [];
  const platformName = (id: string) => platforms.find((p) => p.platform === id)?.name ?? id;
  const columns: Column<Connection>[] = [
    { title: text.name, cell: (connection) => <ConnectionName connection={connection} /> },
    { title: text.platform, cell: (connection) => platformName(connection.type) },
    { title: text.writeAccess, cell: (connection) => <WriteAccessBadge on={connection.writeAccess} /> },
    { title: text.updated, cell: (connection) => formatDateTime(connection.updatedAt) },
  ];
  return (
    <DataTable label={text.listLabel} columns={columns} rows={connections} rowKey={(c) => c.connectionId} />
  );
}

function ConnectionName({ connection }: { connection: Connection }) {
  const { connectionId, name, description, isSample, isArchived } = connection;
  return (
    <>
      <span className="row">
        <Link to="/admin/connections/$connectionId" params={{ connectionId }} className="main">
          {name}
        </Link>
        {isSample && <span className="badge">{text.embedded}</span>}
        {isArchived && <span className="badge warn">{text.deleted}</span>}
      </span>
      {description && <div className="table-sub">{description}</div>}
    </>
  );
}

function WriteAccessBadge({ on }: { on: boolean }) {
  return <span className={on ? 'badge ok' : 'badge'}>{on ? text.on : text.off}</span>;
}
