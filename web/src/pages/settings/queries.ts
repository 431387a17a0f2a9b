import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, call } from '../../api/client';
import type { SettingsDraft } from '../../api/model';

const key = ['settings'];

/** Retention and limits of the organization. They are not refreshed behind the back of somebody editing them. */
export function useSettings() {
  return useQuery({
    queryKey: key,
    queryFn: () => call(api.GET('/v2/organization/settings')),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

/** Replaces them, if nobody else has changed them meanwhile. */
export function useSaveSettings() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: SettingsDraft) => call(api.PUT('/v2/organization/settings', { body })),
    onSuccess: (saved) => queries.setQueryData(key, saved),
  });
}
