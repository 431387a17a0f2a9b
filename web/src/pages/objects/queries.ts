import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, call } from '../../api/client';
import type { ManagedObject } from '../../api/model';
import { useRefresh } from '../../live/useTopic';

const key = ['objects'];

/** What to show: objects in some state or with some finding, or strangers. */
export type Show = 'live' | 'orphan' | 'missing' | 'returned' | 'quarantined' | 'dropped' | 'stranger';

/** What narrows the list. */
export interface Filter {
  show: Show;
  connectionId: string;
  text: string;
}

/** The part of the query that says what to show. */
function shown(show: Show): {
  state?: ManagedObject['state'][];
  finding?: 'orphan' | 'missing' | 'returned';
} {
  switch (show) {
    case 'live':
      return { state: ['intended', 'exists', 'quarantined'] };
    case 'quarantined':
    case 'dropped':
      return { state: [show] };
    case 'stranger':
      return {};
    default:
      return { finding: show };
  }
}

/** The ledger, page by page, the newest first. */
export function useObjects({ show, connectionId, text }: Filter) {
  return useInfiniteQuery({
    queryKey: [...key, 'list', show, connectionId, text],
    queryFn: ({ pageParam }) =>
      call(
        api.GET('/v2/managed-objects', {
          params: { query: { ...shown(show), connectionId, text, limit: 50, page: pageParam } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextPage ?? undefined,
  });
}

/** What each connection has, and what the last look at it found. It and the ledger are read again as either changes. */
export function useSummary() {
  useRefresh('objects', [key]);
  return useQuery({
    queryKey: [...key, 'summary'],
    queryFn: () => call(api.GET('/v2/managed-objects/summary')),
  });
}

/** Looks into a connection's warehouse. */
export function useLook() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (connectionId: string) =>
      call(api.POST('/v2/connections/{connectionId}/scan', { params: { path: { connectionId } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
}

/** What can be done to one object. */
export function useObjectActions(objectId: string) {
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries({ queryKey: key });
  const path = { objectId };
  return {
    quarantine: useMutation({
      mutationFn: () => call(api.POST('/v2/managed-objects/{objectId}/quarantine', { params: { path } })),
      onSettled,
    }),
    restore: useMutation({
      mutationFn: () => call(api.POST('/v2/managed-objects/{objectId}/restore', { params: { path } })),
      onSettled,
    }),
    drop: useMutation({
      mutationFn: (confirm: string) =>
        call(api.DELETE('/v2/managed-objects/{objectId}', { params: { path, query: { confirm } } })),
      onSettled,
    }),
  };
}
