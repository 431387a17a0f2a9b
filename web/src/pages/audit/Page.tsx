import { useDeferredValue, useState } from 'react';
import { audit as text } from '../../text/en/audit';
import { formatDateTime } from '../../text/format';
import { Button } from '../../ui/Button';
import { DataTable } from '../../ui/DataTable';
import { DownloadLink } from '../../ui/DownloadLink';
import { TextField } from '../../ui/Field';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { SearchField } from '../../ui/SearchField';
import { Select } from '../../ui/Select';
import { Empty } from '../../ui/State';
import './audit.css';
import { type AuditEntry, exportAddress, type Filter, useAuditLog } from './queries';

/** Administration → Audit log. */
export function Page() {
  const [filter, setFilter] = useState<Filter>({ text: '', result: '', from: '', to: '' });
  const shown = useDeferredValue(filter);
  const log = useAuditLog(shown);
  return (
    <div className="page">
      <PageHeader
        title={text.title}
        actions={
          <>
            <DownloadLink href={exportAddress(shown, 'csv')} fileName="audit-log.csv">
              {text.csv}
            </DownloadLink>
            <DownloadLink href={exportAddress(shown, 'json')} fileName="audit-log.jsonl">
              {text.json}
            </DownloadLink>
          </>
        }
      >
        {text.about}
      </PageHeader>
      <Filters filter={filter} onChange={setFilter} />
      <QueryState query={log}>
        {({ pages }) => <Entries entries={pages.flatMap(({ entries }) => entries)} />}
      </QueryState>
      {log.hasNextPage && (
        <div>
          <Button isPending={log.isFetchingNextPage} onPress={() => void log.fetchNextPage()}>
            {text.more}
          </Button>
        </div>
      )}
    </div>
  );
}

function Filters({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const set = (change: Partial<Filter>) => onChange({ ...filter, ...change });
  return (
    <search className="audit-filters">
      <SearchField label={text.filterText} value={filter.text} onChange={(value) => set({ text: value })} />
      <Select
        label={text.filterResult}
        choices={[
          { value: '', label: text.any },
          ...Object.entries(text.results).map(([value, label]) => ({ value, label })),
        ]}
        value={filter.result}
        onChange={(value) => set({ result: value as Filter['result'] })}
      />
      <TextField label={text.filterFrom} type="date" value={filter.from} onChange={(from) => set({ from })} />
      <TextField
        label={text.filterTo}
        help={text.until}
        type="date"
        value={filter.to}
        onChange={(to) => set({ to })}
      />
    </search>
  );
}

function Entries({ entries }: { entries: readonly AuditEntry[] }) {
  if (entries.length === 0) return <Empty title={text.none}>{text.noneText}</Empty>;
  return (
    <DataTable
      label={text.listLabel}
      rows={entries}
      rowKey={({ auditId }) => auditId}
      columns={[
        { title: text.when, cell: ({ at }) => formatDateTime(at) },
        { title: text.who, cell: (entry) => <Who entry={entry} /> },
        { title: text.did, cell: (entry) => <What entry={entry} /> },
        { title: text.on, cell: (entry) => <On entry={entry} /> },
        { title: text.result, cell: (entry) => <Result entry={entry} /> },
        { title: text.from, cell: ({ remote }) => remote },
      ]}
    />
  );
}

function Who({ entry: { memberName, email } }: { entry: AuditEntry }) {
  const name = memberName || email || text.nobody;
  return (
    <>
      <span className="wrap-anywhere">{name}</span>
      {email && email !== name && <div className="table-sub wrap-anywhere">{email}</div>}
    </>
  );
}

function What({ entry: { action, at, details, requestId } }: { entry: AuditEntry }) {
  return (
    <>
      <code>{action}</code>
      <details>
        <summary aria-label={text.detailsOf(action, formatDateTime(at))}>{text.details}</summary>
        <pre className="wrap-anywhere">{JSON.stringify(details ?? {}, null, 2)}</pre>
        <div className="table-sub">
          {text.request} {requestId}
        </div>
      </details>
    </>
  );
}

function On({ entry: { noun, objectId, objectName } }: { entry: AuditEntry }) {
  if (!noun) return null;
  return (
    <>
      <span className="wrap-anywhere">
        {noun} {objectName}
      </span>
      <div className="table-sub wrap-anywhere">{objectId}</div>
    </>
  );
}

const tones = { done: 'badge ok', refused: 'badge warn', failed: 'badge bad' } as const;

function Result({ entry: { result, reason } }: { entry: AuditEntry }) {
  return (
    <>
      <span className={tones[result]}>{text.results[result]}</span>
      {reason && <div className="table-sub wrap-anywhere">{reason}</div>}
    </>
  );
}
