import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, call } from '../../api/client';
import type { components } from '../../api/schema';
import { useRefresh } from '../../live/useTopic';

type Schemas = components['schemas'];
export type Team = Schemas['Team'];
export type TeamMember = Schemas['TeamMember'];
export type TeamDraft = Schemas['TeamDraft'];

const key = ['teams'];

/** The teams that the member may see, by name. */
export function useTeams() {
  useRefresh('teams', [key]);
  return useQuery({
    queryKey: [...key, 'list'],
    queryFn: () => call(api.GET('/v2/teams', { params: { query: { limit: 1000 } } })),
  });
}

/** Who is in a team. */
export function useTeamMembers(teamId: string) {
  return useQuery({
    queryKey: [...key, teamId, 'members'],
    queryFn: () =>
      call(api.GET('/v2/teams/{teamId}/members', { params: { path: { teamId }, query: { limit: 1000 } } })),
  });
}

/** Who can be added to a team, by a part of their name. */
export function useCandidates(teamId: string, search: string) {
  return useQuery({
    queryKey: [...key, teamId, 'candidates', search],
    queryFn: () =>
      call(api.GET('/v2/teams/{teamId}/candidates', { params: { path: { teamId }, query: { search } } })),
    placeholderData: keepPreviousData,
  });
}

/** Makes a team. */
export function useMakeTeam() {
  const onSuccess = useRefreshTeams();
  return useMutation({
    mutationFn: (body: TeamDraft) => call(api.POST('/v2/teams', { body })),
    onSuccess,
  });
}

/** What can be done to a team. */
export function useChangeTeam(teamId: string) {
  const onSuccess = useRefreshTeams();
  const params = { path: { teamId } };
  const change = useMutation({
    mutationFn: (body: Schemas['TeamPatch']) => call(api.PATCH('/v2/teams/{teamId}', { params, body })),
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: (withGrants: boolean) =>
      call(api.DELETE('/v2/teams/{teamId}', { params: { ...params, query: { withGrants } } })),
    onSuccess,
  });
  const members = useMutation({
    mutationFn: (body: { add?: string[]; remove?: string[] }) =>
      call(api.PATCH('/v2/teams/{teamId}/members', { params, body })),
    onSuccess,
  });
  const admin = useMutation({
    mutationFn: ({ memberId, isTeamAdmin }: { memberId: string; isTeamAdmin: boolean }) =>
      call(
        api.PUT('/v2/teams/{teamId}/members/{memberId}', {
          params: { path: { teamId, memberId } },
          body: { isTeamAdmin },
        }),
      ),
    onSuccess,
  });
  return { change, remove, members, admin };
}

function useRefreshTeams() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: key });
}
