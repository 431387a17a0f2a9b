import { queryOptions } from '@tanstack/react-query';
import { readRows, type Table } from '../api/tables';
import type { Source } from '../grid/source';
import { formatType } from '../text/type';

/** Rows fetched before the grid is drawn, so that its first paint shows data in columns that fit. */
const FIRST = 200;

/** The first rows of a table as it is now, asked for before anything is known of it. */
export function firstRowsQuery(tableId: string) {
  return queryOptions({
    queryKey: ['tables', tableId, 'first rows'],
    queryFn: ({ signal }) => readRows(tableId, 0, 0, FIRST, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The first rows of a table's version, which never change. */
export function versionRowsQuery({ tableId, version }: Table) {
  return queryOptions({
    queryKey: ['tables', tableId, 'first rows', version],
    queryFn: async ({ client, signal }) => {
      const now = await client.ensureQueryData(firstRowsQuery(tableId));
      return cellsOf(now.version === version ? now : await readRows(tableId, version, 0, FIRST, signal));
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** A table as it was in an earlier version, which never changes. */
export function pastQuery(table: Table, version: number) {
  return queryOptions({
    queryKey: ['tables', table.tableId, 'past', version],
    queryFn: async ({ signal }) => {
      const rows = await readRows(table.tableId, version, 0, FIRST, signal);
      return { table: { ...table, version, rows: rows.total, columns: rows.columns }, first: cellsOf(rows) };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** A table as the grid reads it. The API numbers rows from 1, so `after` is the index of the first row wanted. */
export function sourceOf(table: Table, initial: (string | null)[][]): Source {
  const { tableId, version } = table;
  return {
    rowCount: table.rows,
    columns: table.columns.map(({ name, type }) => ({ name, kind: type.kind, type: formatType(type) })),
    initial,
    rows: async (first, count, signal) => cellsOf(await readRows(tableId, version, first, count, signal)),
  };
}

function cellsOf({ rows }: { rows: { cells: (string | null)[] }[] }): (string | null)[][] {
  return rows.map(({ cells }) => cells);
}
