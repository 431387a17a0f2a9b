import type { ObjectSummary } from '../../api/model';
import { objects as text } from '../../text/en/objects';
import { formatAge, formatBytes, formatCount } from '../../text/format';
import { Button } from '../../ui/Button';
import { DataTable } from '../../ui/DataTable';
import { toast } from '../../ui/Toast';
import { useLook } from './queries';

/** What each connection has, with the way to look into its warehouse. */
export function Totals({ summaries }: { summaries: readonly ObjectSummary[] }) {
  return (
    <DataTable
      label={text.totals}
      rows={summaries}
      rowKey={(s) => s.connectionId}
      columns={[
        { title: text.connection, cell: (s) => <ConnectionName summary={s} /> },
        { title: text.count, align: 'number', cell: (s) => formatCount(s.objects) },
        { title: text.size, align: 'number', cell: (s) => <Size summary={s} /> },
        { title: text.orphans, align: 'number', cell: (s) => formatCount(s.orphans) },
        { title: text.strangers, align: 'number', cell: (s) => formatCount(s.scan?.strangers.length ?? 0) },
        { title: text.looked, cell: (s) => <LastLook summary={s} /> },
        { title: text.actions, hideTitle: true, cell: (s) => <LookNow summary={s} /> },
      ]}
    />
  );
}

function ConnectionName({ summary }: { summary: ObjectSummary }) {
  return (
    <span className="row">
      <strong>{summary.connectionName}</strong>
      {summary.isArchived && <span className="badge warn">{text.deleted}</span>}
    </span>
  );
}

function Size({ summary }: { summary: ObjectSummary }) {
  if (summary.bytes === 0 && summary.unmeasured > 0) return <span className="muted">{text.unknownSize}</span>;
  const size = formatBytes(summary.bytes);
  return summary.unmeasured > 0 ? text.atLeast(size) : size;
}

function LastLook({ summary: { scan } }: { summary: ObjectSummary }) {
  return (
    <>
      {scan?.scannedAt ? formatAge(scan.scannedAt, Date.now()) : text.notLooked}
      {scan?.problem && <div className="table-sub wrap-anywhere">{scan.problem.message}</div>}
    </>
  );
}

function LookNow({ summary: { connectionId, connectionName, isArchived } }: { summary: ObjectSummary }) {
  const look = useLook();
  if (isArchived) return null;
  return (
    <div className="row-actions">
      <Button
        look="quiet"
        isPending={look.isPending}
        aria-label={`${text.look}: ${connectionName}`}
        onPress={() =>
          look.mutate(connectionId, {
            onSuccess: ({ problem }) =>
              problem
                ? toast(`${text.lookProblem(connectionName)}: ${problem.message}`, 'bad')
                : toast(text.lookDone(connectionName)),
            onError: (error) => toast(error.message, 'bad'),
          })
        }
      >
        {text.look}
      </Button>
    </div>
  );
}
