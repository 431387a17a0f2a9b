import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type Document, type Draft, draftQuery, type Page } from '../../api/documents';
import type { InputTable } from '../../api/inputs';
import { toProblem } from '../../api/problems';
import { QueryState } from '../../ui/QueryState';
import { AddElement } from './AddElement';
import { ConflictNote } from './ConflictNote';
import { putElement } from './content';
import { DraftActions } from './DraftActions';
import { Elements } from './Elements';
import { Head } from './Head';
import { PageTabs } from './PageTabs';
import { SaveNote } from './SaveNote';
import { useChosenPage } from './useChosenPage';
import { useDraft } from './useDraft';
import { usePageEdits } from './usePageEdits';

/** The draft of a document, to be changed. */
export function DraftView({ document }: { document: Document }) {
  const draft = useQuery(draftQuery(document.id));
  return (
    <QueryState query={draft} explain={toProblem}>
      {(latest) => <Editor document={document} latest={latest} />}
    </QueryState>
  );
}

function Editor({ document, latest }: { document: Document; latest: Draft }) {
  const editing = useDraft(document.id, latest);
  const { content, state } = editing;
  const [page, choose] = useChosenPage(content.pages);
  const edits = usePageEdits(editing, choose);
  const queries = useQueryClient();
  /** The server has put the element somewhere into the draft; it is wanted on the page that is shown. */
  async function made({ elementId }: InputTable, { id }: Page) {
    const draft = await queries.fetchQuery({ ...draftQuery(document.id), staleTime: 0 });
    // What is unsaved here is not dropped for it; the conflict is shown.
    if (state.is !== 'saved') return;
    editing.take(draft);
    const { elements } = draft.content.pages.find((one) => one.id === id) ?? { elements: [] };
    if (elementId && !elements.some((one) => one.id === elementId)) {
      editing.change(putElement(draft.content, elementId, id));
    }
  }
  const isFull = document.type === 'dataset' && page.elements.length > 0;
  return (
    <>
      <Head document={document} shown="draft" note={<SaveNote state={state} />}>
        <DraftActions document={document} editing={editing} isChanged={latest.changed} />
      </Head>
      <ConflictNote document={document} editing={editing} />
      <PageTabs
        pages={content.pages}
        chosen={page}
        onChoose={choose}
        edit={document.type === 'dataset' ? undefined : { onAdd: edits.addPage, onAct: edits.actOnPage }}
      >
        <Elements
          page={page}
          states={latest.elements}
          edit={{ onAct: edits.actOnElement }}
          add={
            <AddElement
              document={document}
              isFull={isFull}
              onAdd={(element) => edits.add(page, element)}
              onMade={(table) => made(table, page)}
            />
          }
        />
      </PageTabs>
      {edits.dialog}
    </>
  );
}
