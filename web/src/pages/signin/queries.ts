import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, call } from '../../api/client';
import type { components } from '../../api/schema';

type Schemas = components['schemas'];
export type SignInSettings = Schemas['SignInSettings'];
export type SignInDraft = Schemas['SignInDraft'];
export type ProviderDraft = Schemas['OpenIDProviderDraft'];

const key = ['sign-in'];

/** How members may sign in; not refreshed behind the back of somebody editing it. */
export function useSignIn() {
  return useQuery({
    queryKey: key,
    queryFn: () => call(api.GET('/v2/organization/sign-in')),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

/** The teams that groups can be. */
export function useTeamNames() {
  return useQuery({
    queryKey: ['teams', 'list'],
    queryFn: () => call(api.GET('/v2/teams', { params: { query: { limit: 1000 } } })),
  });
}

/** Saves it, and tries a provider before. */
export function useChangeSignIn() {
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (body: SignInDraft) => call(api.PUT('/v2/organization/sign-in', { body })),
    onSuccess: (saved) => queries.setQueryData(key, saved),
  });
  const check = useMutation({
    mutationFn: (body: SignInDraft) => call(api.POST('/v2/organization/sign-in/check', { body })),
  });
  return { save, check };
}
