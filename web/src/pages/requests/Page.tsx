import { FileLink } from '../../sharing/FileLink';
import { type AccessRequest, useRequests } from '../../sharing/queries';
import { RequestRow } from '../../sharing/RequestRow';
import { sharing as text } from '../../text/en/sharing';
import { formatDateTime } from '../../text/format';
import { DataTable } from '../../ui/DataTable';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { Empty } from '../../ui/State';
import '../../sharing/sharing.css';

/** Who asks the member for access, and what the member asked for. */
export function Page() {
  const waiting = useRequests(false);
  const mine = useRequests(true);
  return (
    <div className="page">
      <PageHeader title={text.requestsTitle}>{text.requestsAbout}</PageHeader>
      <QueryState query={waiting}>
        {({ entries }) =>
          entries.length === 0 ? (
            <Empty title={text.requestsNone}>{text.requestsNoneText}</Empty>
          ) : (
            <ul className="requests" aria-label={text.requestsLabel}>
              {entries.map((request) => (
                <RequestRow key={request.requestId} request={request} />
              ))}
            </ul>
          )
        }
      </QueryState>
      <h2>{text.mine}</h2>
      <QueryState query={mine}>
        {({ entries }) =>
          entries.length === 0 ? <p className="muted">{text.mineNone}</p> : <Mine requests={entries} />
        }
      </QueryState>
    </div>
  );
}

function Mine({ requests }: { requests: readonly AccessRequest[] }) {
  return (
    <DataTable
      label={text.mineLabel}
      rows={requests}
      rowKey={({ requestId }) => requestId}
      columns={[
        { title: text.file, cell: (request) => <What request={request} /> },
        { title: text.state, cell: ({ state }) => text.states[state] },
        { title: text.asked, cell: ({ createdAt }) => formatDateTime(createdAt) },
      ]}
    />
  );
}

function What({ request: { file } }: { request: AccessRequest }) {
  return file ? <FileLink file={file}>{file.name}</FileLink> : text.something;
}
