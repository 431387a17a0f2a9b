import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type ListedFile, type ListOf, listQuery, type Sort, useHomeId, wholeList } from '../../api/files';
import { useSession } from '../../api/session';
import { isSortable, type ListSearch, type Place } from './places';

/** A list of files of which more is asked for as it is needed. */
export interface FileList {
  readonly files: readonly ListedFile[];
  /** How many there are in all, where that is told. */
  readonly total: number | undefined;
  /** How it is sorted; undefined where the order is not the member's to choose. */
  readonly sort: Sort | undefined;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly more: () => void;
  readonly retry: () => void;
  /** Asks for all files at once, however many there are. */
  readonly whole: () => Promise<ListedFile[]>;
}

/** What is in a place, or what was found. */
export function useList(place: Place, search: ListSearch): FileList {
  const sort: Sort = { by: search.sort ?? 'name', desc: search.desc ?? false };
  const home = useHomeId();
  const memberId = useSession().data?.userId;
  const of = listOf(place, search, home, memberId);
  const query = useInfiniteQuery(listQuery(of, sort));
  const files = useMemo(() => query.data?.pages.flatMap(({ entries }) => entries) ?? [], [query.data]);
  return {
    files,
    total: query.data?.pages[0]?.total,
    sort: isSortable(place, search) ? sort : undefined,
    isPending: query.isPending,
    error: query.error,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    more: () => void (query.hasNextPage && !query.isFetchingNextPage && query.fetchNextPage()),
    retry: () => void query.refetch(),
    whole: () => (of ? wholeList(of, sort) : Promise.resolve([])),
  };
}

function listOf(
  place: Place,
  { q }: ListSearch,
  home: string | undefined,
  memberId: string | undefined,
): ListOf | undefined {
  if (q !== undefined) return { text: q };
  if (place.in === 'folder') return { folder: place.id };
  if (place.in === 'home') return home === undefined ? undefined : { folder: home };
  return memberId === undefined ? undefined : { own: place.in, memberId };
}
