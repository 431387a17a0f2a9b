import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, call } from './client';
import type { components } from './schema';
import { tableQuery, tablesKey } from './tables';

type Schemas = components['schemas'];

/** A table as it once was. */
export type TableVersion = Schemas['TableVersion'];
/** How one version of a table differs from another. */
export type VersionDifference = Schemas['VersionDifference'];
/** A row that differs, before and after. */
export type DifferentRow = Schemas['DifferentRow'];

/** The versions of a table, the newest first, page by page. */
export function useVersions(tableId: string) {
  return useInfiniteQuery({
    queryKey: [...tablesKey, tableId, 'versions'],
    queryFn: ({ pageParam }) =>
      call(
        api.GET('/v2/tables/{tableId}/versions', {
          params: { path: { tableId }, query: { limit: 50, ...(pageParam && { page: pageParam }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextPage ?? undefined,
  });
}

/** Brings the rows of a version back; everything known of the table is asked for again. */
export function useRestoreVersion(tableId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (version: number) =>
      call(
        api.POST('/v2/tables/{tableId}/versions/{version}/restore', {
          params: { path: { tableId, version } },
        }),
      ),
    onSuccess: (table) => {
      queries.setQueryData(tableQuery(tableId).queryKey, table);
      return queries.invalidateQueries({ queryKey: tablesKey });
    },
  });
}

/** What is compared: two versions of a table, their rows told apart by a key or else by their number. */
export interface Comparison {
  tableId: string;
  from: number;
  to: number;
  key: readonly string[];
}

/** How many of the rows that differ are shown. */
const SAMPLE = 200;

/** Compares two versions. They never change, so the answer stays. */
export function useComparison({ tableId, from, to, key }: Comparison) {
  return useQuery({
    queryKey: ['comparison', tableId, from, to, key],
    queryFn: ({ signal }) =>
      call(
        api.GET('/v2/tables/{tableId}/versions/{version}/compare', {
          params: { path: { tableId, version: from }, query: { with: to, key: [...key], limit: SAMPLE } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
