import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, call } from './client';

/** Where it is kept what became of the member's requests for access. */
export const accessRequestKey = ['access-request'] as const;

/** What became of the member's request for access to a file, or to what may be none, and how to ask. */
export function useAccessRequest(fileId: string) {
  const queries = useQueryClient();
  const queryKey = [...accessRequestKey, fileId];
  const path = { fileId };
  const request = useQuery({
    queryKey,
    queryFn: () => call(api.GET('/v2/files/{fileId}/access-request', { params: { path } })),
  });
  const ask = useMutation({
    mutationFn: (message: string) =>
      call(api.POST('/v2/files/{fileId}/access-request', { params: { path }, body: { message } })),
    onSuccess: () => queries.invalidateQueries({ queryKey }),
  });
  return { request, ask };
}
