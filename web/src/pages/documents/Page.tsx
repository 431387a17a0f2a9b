import { useQuery } from '@tanstack/react-query';
import { useLocation, useParams, useSearch } from '@tanstack/react-router';
import { accessRequestKey } from '../../api/access';
import { fileQuery, filesKey, useHome } from '../../api/files';
import { toProblem } from '../../api/problems';
import { NotOpen } from '../../documents/NotOpen';
import { useActs } from '../../documents/useActs';
import { useReach } from '../../documents/useReach';
import { useRefresh } from '../../live/useTopic';
import './page.css';
import { Pane } from './Pane';
import { placeOf } from './places';
import { Sidebar } from './Sidebar';
import { useList } from './useList';

/** Documents: the places on the left; on the right what is in the one that the address names, or was searched for. */
export function Page() {
  const { folderId } = useParams({ strict: false });
  const { pathname } = useLocation();
  const search = useSearch({ from: '/documents' });
  const home = useHome();
  const place = placeOf(pathname, folderId === home.data?.id ? undefined : folderId);
  const folder = useQuery({ ...fileQuery(folderId ?? ''), enabled: folderId !== undefined });
  const list = useList(place, search);
  const acts = useActs();
  const file = folderId === undefined && place.in === 'home' ? home.data : folder.data;
  useReach([filesKey, accessRequestKey]);
  useRefresh(file && `file/${file.id}`, [filesKey]);
  const drop = (ids: readonly string[], to: { key: string; name: string }) => {
    const dropped = list.files.filter(({ id }) => ids.includes(id));
    void acts.move(dropped, { key: to.key, name: to.name });
  };
  const problem = folder.error && search.q === undefined ? toProblem(folder.error) : undefined;
  const isClosed = problem && (problem.status === 403 || problem.status === 404);
  return (
    <div className="page full documents-page">
      <Sidebar
        place={search.q === undefined ? place : undefined}
        above={folder.data?.parents.map(({ id }) => id) ?? []}
        onDrop={drop}
      />
      {isClosed && folderId !== undefined ? (
        <NotOpen key={folderId} fileId={folderId} />
      ) : (
        <Pane place={place} search={search} list={list} folder={file} act={acts.act} onDrop={drop} />
      )}
      {acts.dialog}
    </div>
  );
}
