import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, call } from '../api/client';
import type { DataGrant, Permission } from '../api/model';
import { useRefresh } from '../live/useTopic';
import { type Grantee, granteeBody } from './place';

/** A connection, or what lies at a path in it. */
export interface Place {
  connectionId: string;
  path: readonly string[];
}

const keyOf = (connectionId: string) => ['data-access', connectionId] as const;

/** Every grant on a connection and in it. */
export function useGrants({ connectionId }: Place) {
  useRefresh('connections', [keyOf(connectionId)]);
  return useQuery({
    queryKey: [...keyOf(connectionId), 'grants'],
    queryFn: () =>
      call(
        api.GET('/v2/connections/{connectionId}/grants', {
          params: { path: { connectionId }, query: { limit: 1000 } },
        }),
      ),
  });
}

/** Whom access may be given to at a place, by a part of their name. */
export function useGrantees({ connectionId, path }: Place, search: string) {
  return useQuery({
    queryKey: [...keyOf(connectionId), 'grantees', path, search],
    queryFn: () =>
      call(
        api.GET('/v2/connections/{connectionId}/grants/grantees', {
          params: { path: { connectionId }, query: { path: [...path], search } },
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

/** Who reaches a place, and why. */
export function useWho({ connectionId, path }: Place, search: string) {
  return useQuery({
    queryKey: [...keyOf(connectionId), 'who', path, search],
    queryFn: () =>
      call(
        api.GET('/v2/connections/{connectionId}/grants/who', {
          params: { path: { connectionId }, query: { path: [...path], search } },
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

/** What can be done to the grants of a connection. Who sees what changes with each. */
export function useChangeGrants(connectionId: string) {
  const queries = useQueryClient();
  const onSuccess = () =>
    Promise.all(
      [keyOf(connectionId), ['connections'], ['explorer', connectionId]].map((queryKey) =>
        queries.invalidateQueries({ queryKey }),
      ),
    );
  const give = useMutation({
    mutationFn: (grant: { to: Grantee; path: readonly string[]; permission: Permission }) =>
      call(
        api.POST('/v2/connections/{connectionId}/grants', {
          params: { path: { connectionId } },
          body: {
            grants: [{ grantee: granteeBody(grant.to), path: [...grant.path], permission: grant.permission }],
          },
        }),
      ),
    onSuccess,
  });
  const change = useMutation({
    mutationFn: ({ grantId, permission }: { grantId: string; permission: Permission }) =>
      call(
        api.PATCH('/v2/connections/{connectionId}/grants/{grantId}', {
          params: { path: { connectionId, grantId } },
          body: { permission },
        }),
      ),
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: ({ grantId }: DataGrant) =>
      call(
        api.DELETE('/v2/connections/{connectionId}/grants/{grantId}', {
          params: { path: { connectionId, grantId } },
        }),
      ),
    onSuccess,
  });
  return { give, change, remove };
}
