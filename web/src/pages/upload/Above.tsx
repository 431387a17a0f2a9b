import { reading as words } from '../../text/en/reading';
import { formatCount } from '../../text/format';

/** How many of the lines the server tells at most; empty ones it leaves out. */
const MOST = 20;

/** The lines above the table, which belong to nothing; only the first of many are shown. */
export function Above({ lines, skipped }: { lines: readonly string[]; skipped: number }) {
  if (lines.length === 0) return null;
  const more = lines.length < MOST ? 0 : skipped - lines.length;
  return (
    <figure className="above" aria-label={words.above}>
      <figcaption className="muted small">{words.above}</figcaption>
      <ol>
        {lines.map((line, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are told apart by their place only
          <li key={i}>{line}</li>
        ))}
      </ol>
      {more > 0 && <p className="muted small">{words.andMore(formatCount(more))}</p>}
    </figure>
  );
}
