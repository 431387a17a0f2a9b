import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, call } from '../../api/client';
import type { MemberDraft, MemberPatch } from '../../api/model';
import { useRefresh } from '../../live/useTopic';

const key = ['members'];

/** A one-time password that was just made, and whose it is. */
export interface FreshPassword {
  email: string;
  password: string;
}

/** Every member, deactivated ones too. */
export function useMembers() {
  useRefresh('members', [key]);
  return useQuery({
    queryKey: key,
    queryFn: () =>
      call(api.GET('/v2/members', { params: { query: { limit: 1000, includeArchived: true } } })),
  });
}

/** Adds a member; the answer carries the one-time password. */
export function useAddMember() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: MemberDraft) => call(api.POST('/v2/members', { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
  });
}

/** Changes a member's account type, or deactivates or reactivates them. */
export function useChangeMember(memberId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: MemberPatch) =>
      call(api.PATCH('/v2/members/{memberId}', { params: { path: { memberId } }, body })),
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
}

/** Replaces a member's password by a new one-time password. */
export function useResetPassword(memberId: string) {
  return useMutation({
    mutationFn: () =>
      call(api.POST('/v2/members/{memberId}/reset-password', { params: { path: { memberId } } })),
  });
}
