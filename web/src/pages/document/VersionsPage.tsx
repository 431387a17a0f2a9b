import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import {
  documentKey,
  documentQuery,
  documentVersionsQuery,
  type PublishedVersion,
  useDocumentChanges,
} from '../../api/documents';
import { toProblem } from '../../api/problems';
import { NotOpen } from '../../documents/NotOpen';
import { useRefresh } from '../../live/useTopic';
import { document as words } from '../../text/en/document';
import { formatDateTime } from '../../text/format';
import { Button, LinkButton } from '../../ui/Button';
import { ConfirmAction } from '../../ui/ConfirmAction';
import { DataTable } from '../../ui/DataTable';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { Empty } from '../../ui/State';
import { toast } from '../../ui/Toast';

/** The published versions of a document, and bringing one back. */
export function VersionsPage() {
  const { documentId } = useParams({ from: '/w/$documentId/versions' });
  const document = useQuery(documentQuery(documentId));
  useRefresh(`file/${documentId}`, [documentKey(documentId)]);
  const problem = document.error && toProblem(document.error);
  if (problem && (problem.status === 403 || problem.status === 404)) return <NotOpen fileId={documentId} />;
  return (
    <div className="page">
      <QueryState query={document} explain={toProblem} isPage>
        {({ id, name }) => (
          <>
            <PageHeader
              title={words.historyOf(name)}
              actions={
                <LinkButton to="/w/$documentId" params={{ documentId: id }}>
                  {words.back(name)}
                </LinkButton>
              }
            >
              {words.historyHelp}
            </PageHeader>
            <Versions documentId={id} />
          </>
        )}
      </QueryState>
    </div>
  );
}

function Versions({ documentId }: { documentId: string }) {
  const query = useInfiniteQuery(documentVersionsQuery(documentId));
  const [asked, setAsked] = useState<PublishedVersion>();
  const { restore } = useDocumentChanges(documentId);
  return (
    <QueryState query={query} explain={toProblem}>
      {({ pages }) => {
        const versions = pages.flatMap(({ entries }) => entries);
        if (versions.length === 0) return <Empty title={words.noVersions}>{words.historyHelp}</Empty>;
        return (
          <>
            <VersionTable documentId={documentId} versions={versions} onRestore={setAsked} />
            {query.hasNextPage && (
              <div>
                <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
                  {words.more}
                </Button>
              </div>
            )}
            {asked && (
              <ConfirmAction
                title={words.restoreTitle(asked.number)}
                action={words.restore}
                text={words.restoreText}
                run={() => restore(asked.number)}
                onDone={() => {
                  toast(words.restoreDone(asked.number));
                  setAsked(undefined);
                }}
                onClose={() => setAsked(undefined)}
              />
            )}
          </>
        );
      }}
    </QueryState>
  );
}

interface TableProps {
  documentId: string;
  versions: readonly PublishedVersion[];
  onRestore: (version: PublishedVersion) => void;
}

function VersionTable({ documentId, versions, onRestore }: TableProps) {
  return (
    <DataTable
      label={words.versions}
      rows={versions}
      rowKey={({ number }) => String(number)}
      columns={[
        { title: words.version, cell: (version) => <Name version={version} /> },
        { title: words.by, cell: ({ publishedBy }) => publishedBy.name },
        { title: words.when, cell: ({ publishedAt }) => formatDateTime(publishedAt) },
        {
          title: words.actions,
          hideTitle: true,
          cell: (version) => (
            <div className="row-actions">
              <LinkButton
                look="quiet"
                to="/w/$documentId"
                params={{ documentId }}
                search={version.current ? { view: 'published' } : { version: version.number }}
                aria-label={words.showName(version.number)}
              >
                {words.show}
              </LinkButton>
              {!version.current && (
                <Button
                  look="quiet"
                  aria-label={words.restoreName(version.number)}
                  onPress={() => onRestore(version)}
                >
                  {words.restore}
                </Button>
              )}
            </div>
          ),
        },
      ]}
    />
  );
}

function Name({ version: { number, current, restored } }: { version: PublishedVersion }) {
  return (
    <>
      <strong>{number}</strong> {current && <span className="badge ok">{words.current}</span>}
      {restored && <div className="table-sub">{words.restored(restored)}</div>}
    </>
  );
}
