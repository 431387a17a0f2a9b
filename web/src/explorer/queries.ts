import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, call } from '../api/client';
import type { Entry } from '../api/model';
import { useRefresh } from '../live/useTopic';
import { type Below, isObject, type Node } from './tree';

/** All connections the member may explore. */
export function useConnections() {
  useRefresh('connections', [['connections', 'list']]);
  return useQuery({
    queryKey: ['connections', 'list', false],
    queryFn: () => call(api.GET('/v2/connections', { params: { query: { limit: 1000 } } })),
    select: ({ entries }) => entries.filter(({ rights }) => rights.includes('see')),
  });
}

/** One connection, for its name. When it or the data access on it changes, all that is shown of it is asked for again. */
export function useConnection(connectionId: string) {
  useRefresh('connections', [
    ['connections', connectionId],
    ['explorer', connectionId],
  ]);
  return useQuery({
    queryKey: ['connections', connectionId],
    queryFn: () => call(api.GET('/v2/connections/{connectionId}', { params: { path: { connectionId } } })),
  });
}

/** What lies below a node of the tree: the columns of a table or view, the entries of anything else. */
export function belowQuery(connectionId: string, path: readonly string[], kind: Node['kind']) {
  return queryOptions({
    queryKey: ['explorer', connectionId, 'below', path],
    queryFn: async (): Promise<Below> => {
      if (!isObject(kind)) return { listing: await list(connectionId, path, false) };
      return { columns: (await describe(connectionId, path)).entries };
    },
    staleTime: 60_000,
  });
}

/** Lists a path; refresh asks the warehouse itself. */
export function list(connectionId: string, path: readonly string[], refresh: boolean) {
  return call(
    api.GET('/v2/connections/{connectionId}/explorer', {
      params: { path: { connectionId }, query: { path: [...path], refresh } },
    }),
  );
}

function describe(connectionId: string, path: readonly string[]) {
  return call(
    api.GET('/v2/connections/{connectionId}/explorer/columns', {
      params: { path: { connectionId }, query: { path: [...path] } },
    }),
  );
}

/** The columns of a table or view. */
export function useColumns(connectionId: string, path: readonly string[]) {
  return useQuery({
    queryKey: ['explorer', connectionId, 'columns', path],
    queryFn: () => describe(connectionId, path),
    staleTime: 60_000,
  });
}

/** The first rows of a table or view. */
export function usePreview(connectionId: string, path: readonly string[]) {
  return useQuery({
    queryKey: ['explorer', connectionId, 'preview', path],
    queryFn: () =>
      call(
        api.GET('/v2/connections/{connectionId}/explorer/preview', {
          params: { path: { connectionId }, query: { path: [...path], limit: 200 } },
        }),
      ),
    staleTime: 60_000,
  });
}

/** Tables and views by a part of their name; an empty text finds nothing. */
export function useSearch(connectionId: string, text: string) {
  return useQuery({
    queryKey: ['explorer', connectionId, 'search', text],
    queryFn: async (): Promise<Entry[]> => {
      const { entries } = await call(
        api.GET('/v2/connections/{connectionId}/explorer/search', {
          params: { path: { connectionId }, query: { q: text } },
        }),
      );
      return entries;
    },
    enabled: text !== '',
  });
}
