import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, call } from '../../api/client';
import type { components } from '../../api/schema';

type Schemas = components['schemas'];
export type MailSettings = Schemas['MailSettings'];
export type MailDraft = Schemas['MailDraft'];

const key = ['mail'];

/** How the organization sends mails; not refreshed behind the back of somebody editing it. */
export function useMail() {
  return useQuery({
    queryKey: key,
    queryFn: () => call(api.GET('/v2/organization/mail')),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

/** Saves it, and tries it before. */
export function useChangeMail() {
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (body: MailDraft) => call(api.PUT('/v2/organization/mail', { body })),
    onSuccess: (saved) => queries.setQueryData(key, saved),
  });
  const test = useMutation({
    mutationFn: ({ version: _, ...body }: MailDraft) =>
      call(api.POST('/v2/organization/mail/test', { body })),
  });
  return { save, test };
}
