import { useQuery } from '@tanstack/react-query';
import type { Content, Document, ElementState } from '../../api/documents';
import { documentVersionQuery } from '../../api/documents';
import { toProblem } from '../../api/problems';
import { document as words } from '../../text/en/document';
import { LinkButton } from '../../ui/Button';
import { QueryState } from '../../ui/QueryState';
import { Empty, Notice } from '../../ui/State';
import { Elements } from './Elements';
import { Head } from './Head';
import { PageTabs } from './PageTabs';
import { useChosenPage } from './useChosenPage';

interface Props {
  document: Document;
  /** An earlier version to show instead of the one that is published now. */
  version: number | undefined;
}

/** A document as its readers see it. */
export function PublishedView({ document, version }: Props) {
  const isPast = version !== undefined && version !== document.published?.number;
  return (
    <>
      <Head document={document} shown="published" />
      {isPast ? (
        <Past document={document} version={version} />
      ) : document.content ? (
        <Pages content={document.content} states={document.elements} isEditor={document.draft !== null} />
      ) : (
        <Empty title={words.notPublishedTitle}>
          {document.draft ? words.publishFirst : words.notPublishedText}
        </Empty>
      )}
    </>
  );
}

function Past({ document, version }: { document: Document; version: number }) {
  const past = useQuery(documentVersionQuery(document.id, version));
  return (
    <>
      <Notice tone="info" title={words.past(version)}>
        <div className="row">
          <LinkButton
            look="quiet"
            to="/w/$documentId"
            params={{ documentId: document.id }}
            search={{ view: 'published' }}
          >
            {words.toCurrent}
          </LinkButton>
          <LinkButton look="quiet" to="/w/$documentId/versions" params={{ documentId: document.id }}>
            {words.history}
          </LinkButton>
        </div>
      </Notice>
      <QueryState query={past} explain={toProblem}>
        {({ content }) => <Pages content={content} states={[]} isEditor />}
      </QueryState>
    </>
  );
}

interface PagesProps {
  content: Content;
  states: readonly ElementState[];
  isEditor: boolean;
}

/** Readers are not offered hidden pages, unless there is no other. */
function Pages({ content, states, isEditor }: PagesProps) {
  const offered = content.pages.filter(({ hidden }) => isEditor || !hidden);
  const pages = offered.length > 0 ? offered : content.pages;
  const [page, choose] = useChosenPage(pages);
  return (
    <PageTabs pages={pages} chosen={page} onChoose={choose}>
      <Elements page={page} states={states} />
    </PageTabs>
  );
}
