import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { NotebookText } from 'lucide-react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { type Branch, type InputTable, inputQuery, useInputChanges } from '../../api/inputs';
import { toProblem } from '../../api/problems';
import { EntryNote } from '../../inputs/EntryNote';
import { InputView } from '../../inputs/InputView';
import { input as words } from '../../text/en/input';
import { LinkButton } from '../../ui/Button';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import './page.css';

/** An input table with the window to itself. */
export function Page() {
  const { inputTableId } = useParams({ from: '/i/$inputTableId' });
  const { branch } = useSearch({ from: '/i/$inputTableId' });
  const query = useQuery(inputQuery(inputTableId, branch));
  return (
    <div className="input-page">
      <QueryState query={query} explain={toProblem} isPage>
        {(table) => (
          <>
            <Head table={table} />
            <InputView inputTableId={inputTableId} branch={table.branch} />
          </>
        )}
      </QueryState>
    </div>
  );
}

function Head({ table }: { table: InputTable }) {
  const { rename } = useInputChanges(table.inputTableId);
  const actions = (
    <>
      {table.mayEdit && table.isPublished && <Branches table={table} />}
      <LinkButton
        to="/w/$documentId"
        params={{ documentId: table.documentId }}
        search={table.branch === 'published' && table.mayEdit ? { view: 'published' } : {}}
        icon={<NotebookText aria-hidden size={16} />}
      >
        {words.inDocument}
      </LinkButton>
    </>
  );
  const renaming = table.mayEdit
    ? { label: words.pageName, run: (name: string) => rename(name, table.version) }
    : undefined;
  return (
    <PageHeader title={table.name} actions={actions} rename={renaming}>
      <EntryNote table={table} />
    </PageHeader>
  );
}

function Branches({ table: { inputTableId, branch } }: { table: InputTable }) {
  const navigate = useNavigate();
  const show = (next: Branch) =>
    void navigate({ to: '/i/$inputTableId', params: { inputTableId }, search: { branch: next } });
  return (
    <ToggleButtonGroup
      className="segments"
      aria-label={words.branches}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[branch]}
      onSelectionChange={(keys) => show(keys.has('published') ? 'published' : 'draft')}
    >
      <ToggleButton id="draft" className="segment">
        {words.draft}
      </ToggleButton>
      <ToggleButton id="published" className="segment">
        {words.published}
      </ToggleButton>
    </ToggleButtonGroup>
  );
}
