import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { accessRequestKey } from '../../api/access';
import { type Document, documentKey, documentQuery } from '../../api/documents';
import { toProblem } from '../../api/problems';
import { NotOpen } from '../../documents/NotOpen';
import { useReach } from '../../documents/useReach';
import { useRefresh } from '../../live/useTopic';
import { FailureState, Loading } from '../../ui/State';
import { DraftView } from './DraftView';
import './page.css';
import { PublishedView } from './PublishedView';

/** A workbook, a data model or a dataset: its pages with their elements, as readers or as editors see them. */
export function Page() {
  const { documentId } = useParams({ from: '/w/$documentId' });
  const query = useQuery(documentQuery(documentId));
  useRefresh(`file/${documentId}`, [documentKey(documentId)]);
  useReach([documentKey(documentId), accessRequestKey]);
  const problem = query.error && toProblem(query.error);
  if (problem && (problem.status === 403 || problem.status === 404)) return <NotOpen fileId={documentId} />;
  return (
    <div className="page full document-page">
      {problem && !query.data && (
        <FailureState failure={problem} onRetry={() => void query.refetch()} isPage />
      )}
      {!problem && !query.data && <Loading />}
      {query.data && <View key={documentId} document={query.data} />}
    </div>
  );
}

/** Editors see the draft unless they ask for what is published; all others see that. */
function View({ document }: { document: Document }) {
  const { view, version } = useSearch({ from: '/w/$documentId' });
  const isDraft = document.draft && view !== 'published' && version === undefined;
  return isDraft ? (
    <DraftView document={document} />
  ) : (
    <PublishedView document={document} version={version} />
  );
}
