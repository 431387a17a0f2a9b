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

/** Where all that is known of tables is kept. */
export const tablesKey = ['tables'] as const;

/** The member's tables, the newest first. */
export const tablesQuery = queryOptions({
  queryKey: [...tablesKey, 'list'],
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
    queryKey: [...tablesKey, tableId],
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
      queries.removeQueries({ queryKey: [...tablesKey, tableId] });
      return queries.invalidateQueries({ queryKey: tablesQuery.queryKey });
    },
  });
}

/** What a table can be saved as. */
export type ExportFormat = 'csv' | 'json' | 'xlsx' | 'parquet';

/**
 * The address of a version of a table as a file; values stay exact, but for a CSV file whose formulas are defused for
 * spreadsheets.
 */
export function exportAddress(
  { tableId, version }: Table,
  format: ExportFormat,
  formulas: 'exact' | 'protected' = 'exact',
): string {
  const query = new URLSearchParams({ format, formulas, version: String(version) });
  return `/v2/tables/${encodeURIComponent(tableId)}/export?${query}`;
}

/** The address of the import certificate of a version of a table, of its present rows if none is given. */
export function certificateAddress(tableId: string, version: number | undefined): string {
  const of = version === undefined ? '' : `/versions/${version}`;
  return `/v2/tables/${encodeURIComponent(tableId)}${of}/certificate`;
}
