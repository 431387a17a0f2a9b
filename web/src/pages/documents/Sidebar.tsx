import { useNavigate } from '@tanstack/react-router';
import { PlaceTree } from '../../documents/PlaceTree';
import type { Branch } from '../../documents/tree';
import { browser as words } from '../../text/en/browser';
import { keyOf, type Place } from './places';

const places = ['home', 'workspaces', 'shared', 'recent', 'favorites', 'trash'] as const;

interface Props {
  /** What is shown; undefined while it is search results. */
  place: Place | undefined;
  above: readonly string[];
  onDrop: (fileIds: readonly string[], folder: Branch) => void;
}

/** The places, and the folders in them; things can be dropped onto the folders. */
export function Sidebar({ place, above, onDrop }: Props) {
  const navigate = useNavigate();
  const go = ({ kind, key }: Branch) => {
    if (kind === 'workspace' || kind === 'folder') {
      void navigate({ to: '/f/$folderId', params: { folderId: key } });
    } else if (kind !== 'loading' && kind !== 'failed' && kind !== 'nothing') {
      void navigate({ to: kind === 'home' ? '/' : `/${kind}` });
    }
  };
  return (
    <nav className="documents-places" aria-label={words.browse} data-keeps-focus>
      <PlaceTree
        label={words.browse}
        places={places}
        chosen={place && keyOf(place)}
        toSee={above}
        onChoose={go}
        onDrop={onDrop}
      />
    </nav>
  );
}
