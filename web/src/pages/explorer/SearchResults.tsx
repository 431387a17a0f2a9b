import { Link } from '@tanstack/react-router';
import { KindIcon } from '../../explorer/KindIcon';
import { useSearch } from '../../explorer/queries';
import { explorer as text } from '../../text/en/explorer';
import { QueryState } from '../../ui/QueryState';

interface SearchResultsProps {
  connectionId: string;
  text: string;
}

/** Tables and views whose name has the text, with where they are. */
export function SearchResults({ connectionId, text: sought }: SearchResultsProps) {
  const found = useSearch(connectionId, sought);
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
