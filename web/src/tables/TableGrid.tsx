import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { toProblem } from '../api/problems';
import type { Table } from '../api/tables';
import { type GridHandle, GridView } from '../grid/GridView';
import { QueryState } from '../ui/QueryState';
import { GoToRow } from './GoToRow';
import { sourceOf, versionRowsQuery } from './source';

/** The rows of a table as it is now. */
export function TableGrid({ table }: { table: Table }) {
  const first = useQuery(versionRowsQuery(table));
  return (
    <QueryState query={first} explain={toProblem}>
      {(rows) => <LoadedGrid table={table} first={rows} />}
    </QueryState>
  );
}

/** The rows of a table whose first ones are there. */
export function LoadedGrid({ table, first }: { table: Table; first: (string | null)[][] }) {
  const source = useMemo(() => sourceOf(table, first), [table, first]);
  const grid = useRef<GridHandle>(null);
  const [isGoing, setGoing] = useState(false);
  return (
    <>
      <GridView source={source} label={table.name} onGoToRow={() => setGoing(true)} handle={grid} />
      {isGoing && (
        <GoToRow
          rows={table.rows}
          onClose={() => setGoing(false)}
          onGo={(row) => {
            setGoing(false);
            grid.current?.goTo(row);
          }}
        />
      )}
    </>
  );
}
