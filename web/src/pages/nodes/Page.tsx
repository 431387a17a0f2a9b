import type { Node } from '../../api/model';
import { nodes as text } from '../../text/en/nodes';
import { formatDateTime } from '../../text/format';
import { DataTable } from '../../ui/DataTable';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { useNodes } from './queries';

/** Administration → Nodes. */
export function Page() {
  return (
    <div className="page">
      <PageHeader title={text.title}>{text.about}</PageHeader>
      <QueryState query={useNodes()}>{({ entries }) => <NodeTable nodes={entries} />}</QueryState>
    </div>
  );
}

function NodeTable({ nodes }: { nodes: readonly Node[] }) {
  return (
    <DataTable
      label={text.listLabel}
      rows={nodes}
      rowKey={(node) => node.nodeId}
      columns={[
        { title: text.name, cell: (node) => <NodeName node={node} /> },
        {
          title: text.address,
          cell: (node) => node.address || <span className="muted">{text.noAddress}</span>,
        },
        { title: text.version, cell: (node) => node.version },
        { title: text.started, cell: (node) => formatDateTime(node.startedAt) },
        { title: text.lastSeen, cell: (node) => formatDateTime(node.lastSeenAt) },
      ]}
    />
  );
}

function NodeName({ node }: { node: Node }) {
  return (
    <span className="row">
      <strong>{node.name}</strong>
      {node.isThis && <span className="badge">{text.isThis}</span>}
    </span>
  );
}
