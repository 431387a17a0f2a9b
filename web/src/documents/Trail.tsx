import { Link } from '@tanstack/react-router';
import { type File, useHome } from '../api/files';
import { browser as words } from '../text/en/browser';
import { documents } from '../text/en/documents';

/** The way from the top to a file, as far as the member may see it. */
export function Trail({ file: { parents, type } }: { file: File }) {
  const home = useHome().data?.id;
  const [top] = parents;
  return (
    <nav className="trail" aria-label={words.trail}>
      <ol>
        {(top?.type === 'workspace' || type === 'workspace') && (
          <li>
            <Link to="/workspaces">{documents.places.workspaces}</Link>
          </li>
        )}
        {parents.map(({ id, name }) => (
          <li key={id}>
            {id === home ? (
              <Link to="/">{name}</Link>
            ) : (
              <Link to="/f/$folderId" params={{ folderId: id }}>
                {name}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
