import { Link } from '@tanstack/react-router';
import { explorer as text } from '../../text/en/explorer';
import { QueryState } from '../../ui/QueryState';
import { KindIcon } from './KindIcon';
import { useSearch } from './queries';

interface SearchResultsProps {
  connectionId: string;
  text: string;
  chosen: readonly string[] | undefined;
}

/** Tables and views whose name has the text, with where they are. */
export function SearchResults({ connectionId, text: sought, chosen }: SearchResultsProps) {
  const found = useSearch(connectionId, sought);
  const isChosen = (path: readonly string[]) => chosen?.join('\0') === path.join('\0');
  return (
    <QueryState query={found}>
      {(entries) =>
        entries.length === 0 ? (
          <p className="muted" role="status">
            {text.noResults(sought)}
          </p>
        ) : (
          <ul className="explorer-results" aria-label={text.results}>
            {entries.map(({ path, name, kind }) => (
              <li key={path.join('\0')}>
                <Link
                  to="/explorer/$connectionId"
                  params={{ connectionId }}
                  search={{ path }}
                  className="explorer-result"
                  aria-current={isChosen(path)}
                >
                  <KindIcon kind={kind} />
                  <span className="wrap-anywhere">
                    {name}
                    <span className="table-sub"> {path.slice(0, -1).join('.')}</span>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        )
      }
    </QueryState>
  );
}
