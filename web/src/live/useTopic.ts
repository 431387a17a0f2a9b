import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { live } from './browser';
import type { LiveState, News } from './live';

const watch = (watcher: () => void) => live.watch(watcher);

/** How the connection to the server is. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(watch, () => live.state);
}

/** Whether changes are told; while they are not, what may change has to be asked for. */
export function useIsLive(): boolean {
  return useLiveState() === 'open';
}

/** Calls `listen` with what happens on a topic while the component is there; undefined follows nothing. */
export function useTopic(topic: string | undefined, listen: (news: News) => void): void {
  const latest = useRef(listen);
  useEffect(() => {
    latest.current = listen;
  });
  useEffect(() => (topic ? live.follow(topic, (news) => latest.current(news)) : undefined), [topic]);
}

/** Asks queries again when something has happened on a topic, of one of the kinds if there are any. */
export function useRefresh(
  topic: string | undefined,
  keys: readonly QueryKey[],
  kinds?: readonly string[],
): void {
  const queries = useQueryClient();
  useTopic(topic, (news) => {
    if (news.what === 'fleeting') return;
    if (news.what === 'event' && kinds && !kinds.includes(news.kind)) return;
    for (const queryKey of keys) void queries.invalidateQueries({ queryKey });
  });
}
