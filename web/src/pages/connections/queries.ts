import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, call } from '../../api/client';
import type { Connection, ConnectionDraft } from '../../api/model';
import { useRefresh, useTopic } from '../../live/useTopic';

const key = ['connections'] as const;

/** All connections the member may see, deleted ones on request. */
export function useConnections(includeArchived: boolean) {
  useRefresh('connections', [[...key, 'list']]);
  return useQuery({
    queryKey: [...key, 'list', includeArchived],
    queryFn: () => call(api.GET('/v2/connections', { params: { query: { includeArchived, limit: 1000 } } })),
    placeholderData: keepPreviousData,
  });
}

/** The kinds of warehouses and their forms; they change with the server's version only. */
export const platformsQuery = queryOptions({
  queryKey: ['platforms'],
  queryFn: () => call(api.GET('/v2/platforms')),
  staleTime: Number.POSITIVE_INFINITY,
});

/** One connection. It is not refreshed behind the back of somebody editing it. */
export function useConnection(connectionId: string) {
  return useQuery({
    queryKey: [...key, connectionId],
    queryFn: () => call(api.GET('/v2/connections/{connectionId}', { params: { path: { connectionId } } })),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

/** Whether somebody else has saved a newer version of a connection than the one that is shown. */
export function useIsOutdated(shown: Connection): boolean {
  const { connectionId } = shown;
  const [newest, setNewest] = useState(shown.version);
  useTopic('connections', async (news) => {
    if (news.what === 'fleeting') return;
    const path = { connectionId };
    const answer = await api
      .GET('/v2/connections/{connectionId}', { params: { path } })
      .catch(() => undefined);
    if (answer?.data) setNewest(answer.data.version);
  });
  return newest > shown.version;
}

/** Creates a connection, or replaces the one with this id. */
export function useSave(connectionId?: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: ConnectionDraft) =>
      connectionId
        ? call(api.PUT('/v2/connections/{connectionId}', { params: { path: { connectionId } }, body }))
        : call(api.POST('/v2/connections', { body })),
    onSuccess: (saved) => {
      queries.setQueryData([...key, saved.connectionId], saved);
      return queries.invalidateQueries();
    },
  });
}

/** Deletes a connection; force also while tables live on it. */
export function useDelete(connectionId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (force: boolean) =>
      call(
        api.DELETE('/v2/connections/{connectionId}', {
          params: { path: { connectionId }, query: { force } },
        }),
      ),
    onSuccess: () => queries.invalidateQueries(),
  });
}

/** Tries a connection as typed so far. */
export function useTest(connectionId?: string) {
  return useMutation({
    mutationFn: (draft: ConnectionDraft) =>
      call(api.POST('/v2/connections/test', { body: { ...draft, ...(connectionId && { connectionId }) } })),
  });
}

/** Proves each privilege of the destination as typed so far. */
export function useCheck(connectionId?: string) {
  return useMutation({
    mutationFn: (draft: ConnectionDraft) =>
      call(api.POST('/v2/connections/check', { body: { ...draft, ...(connectionId && { connectionId }) } })),
  });
}

/** The SQL that grants write access with the names typed so far; undefined asks nothing. */
export function useGrantScript(draft: ConnectionDraft | undefined, connectionId?: string) {
  return useQuery({
    queryKey: [...key, 'grant-script', connectionId, draft],
    queryFn: () => {
      if (!draft) throw new Error('the script was asked for before the destination was known');
      return call(
        api.POST('/v2/connections/grant-script', {
          body: { ...draft, ...(connectionId && { connectionId }) },
        }),
      );
    },
    enabled: draft !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** The tables that saving this would affect. */
export function affectedBy(connectionId: string, body: ConnectionDraft) {
  return call(
    api.POST('/v2/connections/{connectionId}/affected', { params: { path: { connectionId } }, body }),
  );
}
