import { Link } from '@tanstack/react-router';
import type { ManagedObject } from '../../api/model';
import { useSession } from '../../api/session';
import { objects as text } from '../../text/en/objects';
import { formatAge, formatBytes, formatDateTime } from '../../text/format';
import { Button } from '../../ui/Button';
import { DataTable } from '../../ui/DataTable';
import { QueryState } from '../../ui/QueryState';
import { Empty } from '../../ui/State';
import { ObjectActions } from './ObjectActions';
import { type Filter, useObjects } from './queries';

/** The part of the ledger that fits a filter, with a way to see more of it. */
export function ObjectList({ filter }: { filter: Filter }) {
  const list = useObjects(filter);
  return (
    <QueryState query={list}>
      {({ pages }) => {
        const entries = pages.flatMap((page) => page.entries);
        if (entries.length === 0) return <Empty title={text.none}>{text.noneText}</Empty>;
        return (
          <>
            <ObjectTable objects={entries} />
            {list.hasNextPage && (
              <Button isPending={list.isFetchingNextPage} onPress={() => list.fetchNextPage()}>
                {text.more}
              </Button>
            )}
          </>
        );
      }}
    </QueryState>
  );
}

function ObjectTable({ objects }: { objects: readonly ManagedObject[] }) {
  const me = useSession().data?.userId;
  return (
    <DataTable
      label={text.listLabel}
      rows={objects}
      rowKey={(object) => object.objectId}
      columns={[
        { title: text.object, cell: (object) => <Name object={object} /> },
        { title: text.holds, cell: (object) => <Holds object={object} me={me} /> },
        { title: text.state, cell: (object) => <State object={object} /> },
        { title: text.size, align: 'number', cell: (object) => <Size object={object} /> },
        {
          title: text.lastUse,
          cell: ({ lastUsedAt }) => (lastUsedAt ? formatAge(lastUsedAt, Date.now()) : text.never),
        },
        { title: text.made, cell: (object) => formatDateTime(object.createdAt) },
        { title: text.actions, hideTitle: true, cell: (object) => <ObjectActions object={object} /> },
      ]}
    />
  );
}

function Name({ object }: { object: ManagedObject }) {
  return (
    <>
      <code className="object-path">{object.path.join('.')}</code>
      <div className="table-sub">
        {object.connectionName}. {object.why}
      </div>
    </>
  );
}

/** The table, linked for its owner: to others it does not exist. */
function Holds({ object: { table }, me }: { object: ManagedObject; me: string | undefined }) {
  if (!table) return null;
  if (table.ownerId !== me) {
    return (
      <>
        {table.name}
        <div className="table-sub">{text.of(table.ownerName)}</div>
      </>
    );
  }
  return (
    <Link to="/t/$tableId" params={{ tableId: table.tableId }} className="main">
      {table.name}
    </Link>
  );
}

function State({ object: { state, finding, isOrphan, isMoving } }: { object: ManagedObject }) {
  return (
    <span className="row">
      <span className="badge">{isMoving ? text.moving : text.states[state]}</span>
      {isOrphan && <span className="badge warn">{text.orphan}</span>}
      {finding && <span className="badge warn">{text.findings[finding]}</span>}
    </span>
  );
}

function Size({ object: { bytes } }: { object: ManagedObject }) {
  if (bytes === null) return <span className="muted">{text.unknownSize}</span>;
  return formatBytes(bytes);
}
