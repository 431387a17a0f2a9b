import { usePrefetchQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { FileUp, History, ShieldCheck, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { toProblem } from '../../api/problems';
import { useMay, useMemberTopic } from '../../api/session';
import { type Table, tableQuery, useDeleteTable } from '../../api/tables';
import { SendMenu } from '../../delivery/SendMenu';
import { useRefresh } from '../../live/useTopic';
import { Exports } from '../../tables/Exports';
import { firstRowsQuery, pastQuery } from '../../tables/source';
import { LoadedGrid, TableGrid } from '../../tables/TableGrid';
import { table as words } from '../../text/en/table';
import { versions as versionWords } from '../../text/en/versions';
import { formatPlural } from '../../text/format';
import { Button, LinkButton } from '../../ui/Button';
import { ConfirmAction } from '../../ui/ConfirmAction';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { toast } from '../../ui/Toast';
import { PastNote } from './PastNote';
import './table.css';

/** A table: its rows over the whole height, and above them what can be done with it. */
export function Page() {
  const { tableId } = useParams({ from: '/t/$tableId' });
  const { version } = useSearch({ from: '/t/$tableId' });
  const table = useQuery(tableQuery(tableId));
  // The first rows need not wait for the answer above.
  usePrefetchQuery(firstRowsQuery(tableId));
  useRefresh(useMemberTopic(), [tableQuery(tableId).queryKey], ['tables']);
  return (
    <div className="table-page">
      <QueryState query={table} explain={toProblem}>
        {(loaded) => (
          <>
            <Head table={loaded} version={version ?? loaded.version} />
            {version && version !== loaded.version ? (
              <PastGrid key={`${tableId} ${version}`} table={loaded} version={version} />
            ) : (
              <TableGrid key={`${tableId} ${loaded.version}`} table={loaded} />
            )}
          </>
        )}
      </QueryState>
    </div>
  );
}

function Head({ table, version }: { table: Table; version: number }) {
  const [isDeleting, setDeleting] = useState(false);
  const navigate = useNavigate();
  const remove = useDeleteTable();
  const mayExport = useMay('exportData');
  const mayChange = useMay('uploadCSV');
  const actions = (
    <>
      {mayChange && (
        <LinkButton
          to="/upload"
          search={{ into: table.tableId }}
          icon={<FileUp aria-hidden size={16} />}
          title={words.changeHelp}
        >
          {words.change}
        </LinkButton>
      )}
      {mayExport && <Exports table={table} version={version} />}
      <SendMenu table={table} />
      <LinkButton
        to="/t/$tableId/certificate"
        params={{ tableId: table.tableId }}
        icon={<ShieldCheck aria-hidden size={16} />}
      >
        {words.certificate}
      </LinkButton>
      <LinkButton
        to="/t/$tableId/versions"
        params={{ tableId: table.tableId }}
        icon={<History aria-hidden size={16} />}
      >
        {versionWords.link}
      </LinkButton>
      <Button icon={<Trash2 aria-hidden size={16} />} onPress={() => setDeleting(true)}>
        {words.remove}
      </Button>
    </>
  );
  return (
    <>
      <PageHeader title={table.name} actions={actions}>
        {words.size(formatPlural(table.rows, 'row', 'rows'), table.connectionName)}
      </PageHeader>
      {isDeleting && (
        <ConfirmAction
          title={words.removeTitle(table.name)}
          action={words.remove}
          text={words.removeText}
          run={() => remove.mutateAsync(table.tableId)}
          onDone={() => {
            toast(words.removed(table.name));
            void navigate({ to: '/' });
          }}
          onClose={() => setDeleting(false)}
        />
      )}
    </>
  );
}

/** The rows as they once were, under a note that says so. */
function PastGrid({ table, version }: { table: Table; version: number }) {
  const past = useQuery(pastQuery(table, version));
  return (
    <>
      <PastNote tableId={table.tableId} version={version} />
      <QueryState query={past} explain={toProblem}>
        {(then) => <LoadedGrid table={then.table} first={then.first} />}
      </QueryState>
    </>
  );
}
