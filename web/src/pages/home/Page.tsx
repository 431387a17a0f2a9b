import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Trash2, Upload as UploadIcon } from 'lucide-react';
import { useState } from 'react';
import { toProblem } from '../../api/problems';
import { useMay, useMemberTopic } from '../../api/session';
import { type Table, tablesQuery, useDeleteTable } from '../../api/tables';
import { useRefresh } from '../../live/useTopic';
import { home } from '../../text/en/home';
import { table as words } from '../../text/en/table';
import { formatAge, formatCount, formatDateTime, formatPlural } from '../../text/format';
import { Button, LinkButton } from '../../ui/Button';
import { ConfirmAction } from '../../ui/ConfirmAction';
import { type Column, DataTable } from '../../ui/DataTable';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { SearchField } from '../../ui/SearchField';
import { Empty } from '../../ui/State';
import { toast } from '../../ui/Toast';
import { ActiveUploads } from './ActiveUploads';
import './home.css';

/** Home: what the member uploads right now, and the tables there are. */
export function Page() {
  const tables = useQuery(tablesQuery);
  useRefresh(useMemberTopic(), [tablesQuery.queryKey], ['tables']);
  const mayUpload = useMay('uploadCSV');
  return (
    <div className="page">
      <PageHeader
        title={home.title}
        actions={
          mayUpload && (
            <LinkButton to="/upload" look="primary" icon={<UploadIcon aria-hidden size={16} />}>
              {home.upload}
            </LinkButton>
          )
        }
      />
      <ActiveUploads />
      <QueryState query={tables} explain={toProblem}>
        {(list) => (list.length === 0 ? <NoTables mayUpload={mayUpload} /> : <TableList tables={list} />)}
      </QueryState>
    </div>
  );
}

function NoTables({ mayUpload }: { mayUpload: boolean }) {
  if (!mayUpload) return <Empty title={home.emptyTitle}>{home.emptyAsk}</Empty>;
  return (
    <Empty
      title={home.emptyTitle}
      action={
        <LinkButton to="/upload" look="primary">
          {home.upload}
        </LinkButton>
      }
    >
      {home.emptyText}
    </Empty>
  );
}

function TableList({ tables }: { tables: Table[] }) {
  const [text, setText] = useState('');
  const [doomed, setDoomed] = useState<Table | null>(null);
  const remove = useDeleteTable();
  const found = tables.filter((table) => matches(table, text));
  return (
    <>
      <div className="row spread">
        <search className="home-search">
          <SearchField label={home.search} value={text} onChange={setText} />
        </search>
        <span className="muted" role="status">
          {text
            ? home.found(formatCount(found.length), formatPlural(tables.length, 'table', 'tables'))
            : formatPlural(tables.length, 'table', 'tables')}
        </span>
      </div>
      {found.length === 0 ? (
        <p className="muted">{home.nothingFound(text)}</p>
      ) : (
        <DataTable
          label={home.list}
          columns={columns(setDoomed)}
          rows={found}
          rowKey={(table) => table.tableId}
        />
      )}
      {doomed && (
        <ConfirmAction
          title={words.removeTitle(doomed.name)}
          action={words.remove}
          text={words.removeText}
          run={() => remove.mutateAsync(doomed.tableId)}
          onDone={() => {
            setDoomed(null);
            toast(words.removed(doomed.name));
          }}
          onClose={() => setDoomed(null)}
        />
      )}
    </>
  );
}

function columns(onDelete: (table: Table) => void): Column<Table>[] {
  return [
    {
      title: home.name,
      cell: ({ tableId, name }) => (
        <Link className="main" to="/t/$tableId" params={{ tableId }}>
          {name}
        </Link>
      ),
    },
    { title: home.rows, align: 'number', cell: ({ rows }) => formatCount(rows) },
    { title: home.columns, align: 'number', cell: (table) => formatCount(table.columns.length) },
    { title: home.connection, cell: ({ connectionName }) => connectionName },
    {
      title: home.created,
      cell: ({ createdAt }) => (
        <time dateTime={createdAt} title={formatDateTime(createdAt)}>
          {formatAge(createdAt, Date.now())}
        </time>
      ),
    },
    {
      title: home.actions,
      hideTitle: true,
      align: 'number',
      cell: (table) => (
        <Button
          look="quiet"
          icon={<Trash2 aria-hidden size={16} />}
          aria-label={home.remove(table.name)}
          onPress={() => onDelete(table)}
        />
      ),
    },
  ];
}

function matches({ name, connectionName }: Table, text: string): boolean {
  const wanted = text.trim().toLocaleLowerCase();
  return `${name}\n${connectionName}`.toLocaleLowerCase().includes(wanted);
}
