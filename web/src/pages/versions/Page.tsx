import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { toProblem } from '../../api/problems';
import { type Table, tableQuery } from '../../api/tables';
import { useVersions } from '../../api/versions';
import { versions as words } from '../../text/en/versions';
import { Button, LinkButton } from '../../ui/Button';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { VersionList } from './VersionList';

/** What a table was like after each change. */
export function Page() {
  const { tableId } = useParams({ from: '/t/$tableId/versions' });
  const table = useQuery(tableQuery(tableId));
  return (
    <div className="page stack">
      <QueryState query={table} explain={toProblem} isPage>
        {(loaded) => <Versions table={loaded} />}
      </QueryState>
    </div>
  );
}

function Versions({ table }: { table: Table }) {
  const list = useVersions(table.tableId);
  const back = (
    <LinkButton
      to="/t/$tableId"
      params={{ tableId: table.tableId }}
      icon={<ArrowLeft aria-hidden size={16} />}
    >
      {words.back(table.name)}
    </LinkButton>
  );
  return (
    <>
      <PageHeader title={words.title(table.name)} actions={back}>
        {words.help}
      </PageHeader>
      <QueryState query={list} explain={toProblem}>
        {({ pages }) => <VersionList table={table} versions={pages.flatMap(({ entries }) => entries)} />}
      </QueryState>
      {list.hasNextPage && (
        <Button isPending={list.isFetchingNextPage} onPress={() => list.fetchNextPage()}>
          {words.more}
        </Button>
      )}
    </>
  );
}
