import type { File } from '../../api/files';
import { useMay } from '../../api/session';
import { may } from '../../documents/kinds';
import { browser as words } from '../../text/en/browser';
import { Button } from '../../ui/Button';
import { Empty } from '../../ui/State';
import { NewMenu } from './NewMenu';
import type { ListSearch, Place } from './places';
import { useGo } from './useGo';

interface Props {
  place: Place;
  search: ListSearch;
  folder: File | undefined;
}

/** What will be where there is nothing, and the one thing to do about it. */
export function Nothing({ place, search, folder }: Props) {
  const { find } = useGo();
  const makesWorkspaces = useMay('createWorkspaces');
  if (search.q !== undefined) {
    return (
      <div className="state empty" role="status">
        <p className="muted">{words.nothingFound(search.q)}</p>
        <Button onPress={() => find('')}>{words.clearSearch}</Button>
      </div>
    );
  }
  const fills = folder !== undefined && (may(folder, 'create_doc') || may(folder, 'create_folder'));
  const [title, text] = words.empty[wordsOf(place, fills, makesWorkspaces)];
  const action = fills || (place.in === 'workspaces' && makesWorkspaces);
  return (
    <Empty title={title} action={action && <NewMenu place={place} folder={folder} look="primary" />}>
      {text}
    </Empty>
  );
}

function wordsOf(place: Place, fills: boolean, makesWorkspaces: boolean): keyof typeof words.empty {
  if (place.in === 'folder') return fills ? 'folder' : 'readOnly';
  if (place.in === 'workspaces') return makesWorkspaces ? 'workspacesMay' : 'workspaces';
  return place.in;
}
