import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, call } from '../api/client';
import type { components } from '../api/schema';
import { useMemberTopic } from '../api/session';
import { useRefresh } from '../live/useTopic';

type Schemas = components['schemas'];
export type Access = Schemas['Access'];
export type AccessRequest = Schemas['AccessRequest'];
export type Effect = Schemas['Effect'];
export type Grant = Schemas['Grant'];
export type GranteeChoice = Schemas['GranteeChoice'];
export type Grantee = Schemas['Grantee'];
export type LevelChoice = Schemas['LevelChoice'];
export type Notification = Schemas['Notification'];
export type Permission = Grant['permission'];

/** A change of what one grantee has on a file; no permission takes it away. */
export interface GrantChange {
  grantee: Grantee;
  permission: Permission | null;
}

const keyOf = (fileId: string) => ['sharing', fileId] as const;

/** What was given on a file itself. */
export function useGrants(fileId: string) {
  useRefresh(`file/${fileId}`, [keyOf(fileId)]);
  return useQuery({
    queryKey: [...keyOf(fileId), 'grants'],
    queryFn: () =>
      call(
        api.GET('/v2/grants', {
          params: { query: { inodeId: fileId, directGrantsOnly: true, limit: 1000 } },
        }),
      ),
  });
}

/** Everybody who has access to a file and through what, by a part of their name. */
export function useWho(fileId: string, search: string) {
  return useQuery({
    queryKey: [...keyOf(fileId), 'who', search],
    queryFn: () =>
      call(
        api.GET('/v2/files/{fileId}/who', { params: { path: { fileId }, query: { search, limit: 100 } } }),
      ),
    placeholderData: keepPreviousData,
  });
}

/** Whom a file can be shared with, by a part of their name. */
export function useGrantees(fileId: string, search: string) {
  return useQuery({
    queryKey: [...keyOf(fileId), 'grantees', search],
    queryFn: () =>
      call(api.GET('/v2/files/{fileId}/grantees', { params: { path: { fileId }, query: { search } } })),
    placeholderData: keepPreviousData,
  });
}

/** What changes would do, before they are made; nothing is asked while there are none. */
export function useWhatIf(fileId: string, changes: readonly GrantChange[]) {
  return useQuery({
    queryKey: [...keyOf(fileId), 'what-if', changes],
    enabled: changes.length > 0,
    queryFn: () =>
      call(
        api.POST('/v2/files/{fileId}/what-if', {
          params: { path: { fileId } },
          body: { grants: [...changes] },
        }),
      ),
  });
}

/** What can be done to the access to a file. */
export function useChangeAccess(fileId: string) {
  const queries = useQueryClient();
  const onSuccess = () =>
    Promise.all(
      [keyOf(fileId), ['files'], ['requests']].map((queryKey) => queries.invalidateQueries({ queryKey })),
    );
  const share = useMutation({
    mutationFn: (body: Schemas['ShareDraft']) =>
      call(api.POST('/v2/files/{fileId}/share', { params: { path: { fileId } }, body })),
    onSuccess,
  });
  const change = useMutation({
    mutationFn: ({ grantId, permission }: { grantId: string; permission: Permission }) =>
      call(api.PATCH('/v2/grants/{grantId}', { params: { path: { grantId } }, body: { permission } })),
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: (grantId: string) =>
      call(api.DELETE('/v2/grants/{grantId}', { params: { path: { grantId } } })),
    onSuccess,
  });
  const own = useMutation({
    mutationFn: (ownerId: string) =>
      call(api.PATCH('/v2/files/{fileId}', { params: { path: { fileId } }, body: { ownerId } })),
    onSuccess,
  });
  return { share, change, remove, own };
}

/** The open requests that the member decides about, or those that they made. */
export function useRequests(mine: boolean) {
  useRefresh(useMemberTopic(), [['requests']], ['notifications']);
  return useQuery({
    queryKey: ['requests', mine],
    queryFn: () => call(api.GET('/v2/access-requests', { params: { query: { mine, limit: 200 } } })),
  });
}

/** Approves and declines. */
export function useDecide(requestId: string) {
  const queries = useQueryClient();
  const onSettled = () =>
    Promise.all(
      [['requests'], ['sharing'], ['notifications']].map((queryKey) =>
        queries.invalidateQueries({ queryKey }),
      ),
    );
  const params = { path: { requestId } };
  const approve = useMutation({
    mutationFn: (permission: Permission) =>
      call(api.POST('/v2/access-requests/{requestId}/approve', { params, body: { permission } })),
    onSettled,
  });
  const decline = useMutation({
    mutationFn: () => call(api.POST('/v2/access-requests/{requestId}/decline', { params })),
    onSettled,
  });
  return { approve, decline };
}

/** What the member was told, newest first. */
export function useNotifications() {
  const queries = useQueryClient();
  const queryKey = ['notifications'];
  useRefresh(useMemberTopic(), [queryKey], ['notifications']);
  const list = useQuery({
    queryKey,
    queryFn: () => call(api.GET('/v2/notifications', { params: { query: { limit: 50 } } })),
  });
  const read = useMutation({
    mutationFn: (upTo: string) => call(api.POST('/v2/notifications/read', { body: { upTo } })),
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
  return { list, read };
}
