import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, call } from '../../api/client';
import { useMemberTopic } from '../../api/session';
import { useRefresh } from '../../live/useTopic';

const key = ['credentials'];

/** The member's own API credentials, revoked ones too. */
export function useCredentials() {
  useRefresh(useMemberTopic(), [key], ['changed']);
  return useQuery({ queryKey: key, queryFn: () => call(api.GET('/v2/credentials')) });
}

/** Makes a credential; the answer carries its secret. */
export function useCreateCredential() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => call(api.POST('/v2/credentials', { body: { name } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
  });
}

/** Revokes a credential and its tokens. */
export function useRevokeCredential() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (clientId: string) =>
      call(api.DELETE('/v2/credentials/{clientId}', { params: { path: { clientId } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
}

/** Ends every session and token of the member. */
export function useSignOutEverywhere() {
  return useMutation({ mutationFn: () => call(api.POST('/v2/auth/sign-out-everywhere')) });
}
