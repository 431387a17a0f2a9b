import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, call } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];

/** A portable type: its kind, and the digits of an exact decimal. */
export type Type = Schemas['Type'];
/** A CSV table. */
export type Table = Schemas['Table'];
/** Some rows of a table, numbered from 1 in the order of the file. */
export type Rows = Schemas['Rows'];

const key = ['tables'] as const;

/** The member's tables, the newest first. */
export const tablesQuery = queryOptions({
  queryKey: [...key, 'list'],
  queryFn: async (): Promise<Table[]> => {
    const tables: Table[] = [];
    for (let page: string | null = ''; page !== null; ) {
      const answer: { entries: Table[]; nextPage: string | null } = await call(
        api.GET('/v2/tables', { params: { query: { limit: 1000, ...(page && { page }) } } }),
      );
      tables.push(...answer.entries);
      page = answer.nextPage;
    }
    return tables;
  },
});

/** One table. */
export function tableQuery(tableId: string) {
  return queryOptions({
    queryKey: [...key, tableId],
    queryFn: (): Promise<Table> => call(api.GET('/v2/tables/{tableId}', { params: { path: { tableId } } })),
  });
}

/** Reads up to `limit` rows of a version of a table, 0 being the current one, after row number `after`. */
export function readRows(
  tableId: string,
  version: number,
  after: number,
  limit: number,
  signal: AbortSignal,
): Promise<Rows> {
  const params = { path: { tableId }, query: { version, after, limit } };
  return call(api.GET('/v2/tables/{tableId}/rows', { params, signal }));
}

/** Deletes a table, in the warehouse too. */
export function useDeleteTable() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (tableId: string) =>
      call(api.DELETE('/v2/tables/{tableId}', { params: { path: { tableId } } })),
    onSuccess: (_, tableId) => {
      queries.removeQueries({ queryKey: [...key, tableId] });
      return queries.invalidateQueries({ queryKey: tablesQuery.queryKey });
    },
  });
}

/** The address of a table's exact export. */
export function exportAddress(tableId: string, format: 'csv' | 'json'): string {
  return `/v2/tables/${encodeURIComponent(tableId)}/export?format=${format}`;
}

/** The address of a table's import certificate. */
export function certificateAddress(tableId: string): string {
  return `/v2/tables/${encodeURIComponent(tableId)}/certificate`;
}
