import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import { explorer as text } from '../../text/en/explorer';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { SearchField } from '../../ui/SearchField';
import { Empty } from '../../ui/State';
import { ObjectTree } from './ObjectTree';
import { ObjectView } from './ObjectView';
import './page.css';
import { useConnection } from './queries';
import { SearchResults } from './SearchResults';

/** The explorer of one connection: its objects on the left, the chosen one on the right. The address names it. */
export function ConnectionPage() {
  const { connectionId } = useParams({ from: '/explorer/$connectionId' });
  const { path } = useSearch({ from: '/explorer/$connectionId' });
  const connection = useConnection(connectionId);
  return (
    <div className="page full">
      <QueryState query={connection} isPage>
        {({ name }) => (
          <>
            <PageHeader title={name}>
              <Link to="/explorer">{text.title}</Link>
            </PageHeader>
            <div className="explorer">
              <Finder connectionId={connectionId} path={path} />
              <section className="explorer-object">
                {path ? (
                  <ObjectView key={path.join('\0')} connectionId={connectionId} path={path} />
                ) : (
                  <Empty title={text.chooseTitle}>{text.chooseText}</Empty>
                )}
              </section>
            </div>
          </>
        )}
      </QueryState>
    </div>
  );
}

function Finder({ connectionId, path }: { connectionId: string; path: string[] | undefined }) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const sought = useDeferredValue(typed.trim());
  const choose = (chosen: readonly string[]) =>
    navigate({ to: '/explorer/$connectionId', params: { connectionId }, search: { path: [...chosen] } });
  return (
    <section className="explorer-finder" aria-label={text.browse}>
      <SearchField label={text.search} value={typed} onChange={setTyped} />
      {sought === '' ? (
        <ObjectTree connectionId={connectionId} chosen={path} onChoose={choose} />
      ) : (
        <SearchResults connectionId={connectionId} text={sought} />
      )}
    </section>
  );
}
