import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import { AccessDialog } from '../../access/AccessDialog';
import { ObjectTree } from '../../explorer/ObjectTree';
import { explorer as text } from '../../text/en/explorer';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { SearchField } from '../../ui/SearchField';
import { Empty } from '../../ui/State';
import { ObjectView } from './ObjectView';
import './page.css';
import { useConnection } from '../../explorer/queries';
import { SearchResults } from './SearchResults';
import { ShareButton } from './ShareButton';

/** The explorer of one connection: its objects on the left, the chosen one on the right. The address names it. */
export function ConnectionPage() {
  const { connectionId } = useParams({ from: '/explorer/$connectionId' });
  const { path } = useSearch({ from: '/explorer/$connectionId' });
  const connection = useConnection(connectionId);
  return (
    <div className="page full">
      <QueryState query={connection} isPage>
        {({ name, rights }) => (
          <>
            <PageHeader
              title={name}
              actions={rights.includes('manage') && <ShareButton place={{ connectionId, path: [] }} />}
            >
              <Link to="/explorer">{text.title}</Link>
            </PageHeader>
            {rights.includes('see') ? (
              <Objects connectionId={connectionId} path={path} mayManage={rights.includes('manage')} />
            ) : (
              <Empty title={text.writeOnlyTitle}>{text.writeOnlyText}</Empty>
            )}
          </>
        )}
      </QueryState>
    </div>
  );
}

interface ObjectsProps {
  connectionId: string;
  path: string[] | undefined;
  mayManage: boolean;
}

function Objects({ connectionId, path, mayManage }: ObjectsProps) {
  return (
    <div className="explorer">
      <Finder connectionId={connectionId} path={path} mayManage={mayManage} />
      <section className="explorer-object">
        {path ? (
          <ObjectView key={path.join('\0')} connectionId={connectionId} path={path} mayManage={mayManage} />
        ) : (
          <Empty title={text.chooseTitle}>{text.chooseText}</Empty>
        )}
      </section>
    </div>
  );
}

function Finder({ connectionId, path, mayManage }: ObjectsProps) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [shared, setShared] = useState<readonly string[]>();
  const sought = useDeferredValue(typed.trim());
  const choose = (chosen: readonly string[]) =>
    navigate({ to: '/explorer/$connectionId', params: { connectionId }, search: { path: [...chosen] } });
  return (
    <section className="explorer-finder" aria-label={text.browse}>
      <SearchField label={text.search} value={typed} onChange={setTyped} />
      {sought === '' ? (
        <ObjectTree
          connectionId={connectionId}
          chosen={path}
          onChoose={choose}
          onShare={mayManage ? setShared : undefined}
        />
      ) : (
        <SearchResults connectionId={connectionId} text={sought} />
      )}
      {shared && <AccessDialog place={{ connectionId, path: shared }} onClose={() => setShared(undefined)} />}
    </section>
  );
}
