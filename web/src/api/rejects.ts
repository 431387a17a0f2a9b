import { useInfiniteQuery } from '@tanstack/react-query';
import { api, call } from './client';
import type { components } from './schema';

/** A value that was not loaded, and why; the column is empty for a whole row. */
export type Reject = components['schemas']['Reject'];

const LIMIT = 200;

/** The values an import rejected, in the order of the file, some hundred at a time. */
export function useRejects(uploadId: string) {
  return useInfiniteQuery({
    queryKey: ['uploads', uploadId, 'rejects'],
    initialPageParam: 0,
    queryFn: ({ pageParam: after }) => {
      const params = { path: { uploadId }, query: { after, limit: LIMIT } };
      return call(api.GET('/v2/uploads/{uploadId}/rejects/page', { params }));
    },
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => ({ entries: pages.flatMap((page) => page.entries), total: pages[0]?.total ?? 0 }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** The address of the values that were rejected, as CSV. */
export function rejectsAddress(uploadId: string): string {
  return `/v2/uploads/${encodeURIComponent(uploadId)}/rejects`;
}
