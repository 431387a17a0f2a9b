import { useInfiniteQuery } from '@tanstack/react-query';
import { api, call } from '../../api/client';
import type { components } from '../../api/schema';

export type AuditEntry = components['schemas']['AuditEntry'];

/** What the log is narrowed to; days are those of the reader, as 2026-11-22. */
export interface Filter {
  text: string;
  result: '' | AuditEntry['result'];
  from: string;
  to: string;
}

/** A filter as the API takes it: `to` is the whole day. */
export function queryOf({ text, result, from, to }: Filter) {
  const start = from && dayStart(from, 0);
  const end = to && dayStart(to, 1);
  return {
    ...(text && { text }),
    ...(result && { result }),
    ...(start && { from: start }),
    ...(end && { to: end }),
  };
}

function dayStart(day: string, later: number): string | undefined {
  const at = new Date(`${day}T00:00:00`);
  at.setDate(at.getDate() + later);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** The entries that fit, newest first, page by page. */
export function useAuditLog(filter: Filter) {
  return useInfiniteQuery({
    queryKey: ['audit', filter],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      call(
        api.GET('/v2/audit-log', {
          params: { query: { ...queryOf(filter), limit: 100, ...(pageParam && { page: pageParam }) } },
        }),
      ),
    getNextPageParam: (last) => last.nextPage ?? undefined,
  });
}

/** Where the entries that fit can be downloaded. */
export function exportAddress(filter: Filter, format: 'csv' | 'json'): string {
  return `/v2/audit-log/export?${new URLSearchParams({ ...queryOf(filter), format })}`;
}
