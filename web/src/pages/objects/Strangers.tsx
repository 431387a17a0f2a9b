import type { ObjectSummary } from '../../api/model';
import { objects as text } from '../../text/en/objects';
import { formatBytes, formatCount } from '../../text/format';
import { DataTable } from '../../ui/DataTable';
import { Empty, Notice } from '../../ui/State';
import type { Filter } from './queries';

/** What the last looks found that Writ did not make; there is nothing to be done to it here. */
export function Strangers({ summaries, filter }: { summaries: readonly ObjectSummary[]; filter: Filter }) {
  const rows = summaries
    .filter((s) => filter.connectionId === '' || s.connectionId === filter.connectionId)
    .flatMap((s) =>
      (s.scan?.strangers ?? []).map((found) => ({ ...found, connectionName: s.connectionName })),
    )
    .filter((found) => found.path.join('.').toLowerCase().includes(filter.text.toLowerCase()));
  if (rows.length === 0) return <Empty title={text.noStrangers}>{text.noStrangersText}</Empty>;
  return (
    <>
      <Notice tone="info">{text.strangerText}</Notice>
      <DataTable
        label={text.strangers}
        rows={rows}
        rowKey={(found) => `${found.connectionName}/${found.path.join('/')}`}
        columns={[
          {
            title: text.object,
            cell: (found) => <code className="object-path">{found.path.join('.')}</code>,
          },
          { title: text.connection, cell: (found) => found.connectionName },
          { title: text.kind, cell: (found) => found.kind },
          {
            title: text.size,
            align: 'number',
            cell: ({ bytes }) => (bytes === null ? text.unknownSize : formatBytes(bytes)),
          },
          {
            title: text.rows,
            align: 'number',
            cell: ({ rows }) => (rows === null ? text.unknownSize : formatCount(rows)),
          },
        ]}
      />
    </>
  );
}
