import { ArrowRight } from 'lucide-react';
import { toProblem } from '../../api/problems';
import {
  type Comparison,
  type DifferentRow,
  useComparison,
  type VersionDifference,
} from '../../api/versions';
import { versions as words } from '../../text/en/versions';
import { formatCount } from '../../text/format';
import { formatType } from '../../text/type';
import { QueryState } from '../../ui/QueryState';
import { Loading, Notice } from '../../ui/State';

/** What two versions differ in: how many rows, which columns, and the first rows themselves. */
export function Differences({ comparison }: { comparison: Comparison }) {
  const query = useComparison(comparison);
  const waiting = (
    <>
      <p className="muted">{words.comparing}</p>
      <Loading />
    </>
  );
  return (
    <QueryState query={query} explain={toProblem} skeleton={waiting}>
      {(difference) => (
        <>
          <Counts difference={difference} />
          <Columns difference={difference} />
          <Sample difference={difference} />
        </>
      )}
    </QueryState>
  );
}

function Counts({ difference }: { difference: VersionDifference }) {
  const { added, removed, changed, changesOfSchema } = difference;
  if (added + removed + changed === 0 && changesOfSchema.length === 0)
    return <Notice tone="ok">{words.equal}</Notice>;
  return (
    <ul className="compare-counts">
      {(['added', 'removed', 'changed', 'same'] as const).map((kind) => (
        <li key={kind} className={kind}>
          <strong>{formatCount(difference[kind])}</strong> {words[kind]}
        </li>
      ))}
    </ul>
  );
}

function Columns({ difference: { changesOfSchema } }: { difference: VersionDifference }) {
  if (changesOfSchema.length === 0) return null;
  return (
    <section className="stack tight">
      <h2>{words.schema}</h2>
      <ul>
        {changesOfSchema.map(({ column, from, to }) => (
          <li key={column}>{sayChange(column, from && formatType(from), to && formatType(to))}</li>
        ))}
      </ul>
    </section>
  );
}

function sayChange(column: string, from: string | undefined, to: string | undefined): string {
  if (!from) return words.columnNew(column, to ?? '');
  if (!to) return words.columnMissing(column);
  return words.columnRetyped(column, from, to);
}

function Sample({
  difference: { sample, columns, added, removed, changed },
}: {
  difference: VersionDifference;
}) {
  if (sample.length === 0) return null;
  return (
    <section className="stack tight">
      <h2>{words.sample}</h2>
      <p className="muted small">
        {words.sampleOf(formatCount(sample.length), formatCount(added + removed + changed))}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="table-scroll" aria-label={words.sample} tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col" className="number">
                {words.row}
              </th>
              <th scope="col">{words.kind}</th>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sample.map((row) => (
              <Row key={`${row.kind} ${row.row}`} row={row} columns={columns} />
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function Row({ row: { row, kind, before, after }, columns }: { row: DifferentRow; columns: string[] }) {
  return (
    <tr className={`compare-${kind}`}>
      <th scope="row" className="number">
        {formatCount(row)}
      </th>
      <td>{words.kinds[kind]}</td>
      {columns.map((column, i) => (
        <td key={column}>
          <Cell before={before?.[i]} after={after?.[i]} />
        </td>
      ))}
    </tr>
  );
}

/** One cell: undefined is of a row that is absent, null is NULL. */
function Cell({ before, after }: { before: string | null | undefined; after: string | null | undefined }) {
  if (before === undefined || after === undefined || before === after)
    return <Value value={after === undefined ? before : after} />;
  return (
    <span className="compare-cell">
      <del>
        <span className="visually-hidden">{words.was} </span>
        <Value value={before} />
      </del>
      <ArrowRight aria-hidden size={14} />
      <ins>
        <Value value={after} />
      </ins>
    </span>
  );
}

function Value({ value }: { value: string | null | undefined }) {
  if (value === null || value === undefined) return <span className="muted">{words.empty}</span>;
  return <span className="compare-value">{value}</span>;
}
