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

/** What to follow: one topic, several, or nothing. */
type Topics = string | readonly string[] | undefined;

/** Calls `listen` with what happens on the topics while the component is there. */
export function useTopic(topics: Topics, listen: (news: News) => void): void {
  const latest = useRef(listen);
  useEffect(() => {
    latest.current = listen;
  });
  const names = [topics ?? []].flat().join(' ');
  useEffect(() => {
    const ends = names
      .split(' ')
      .filter(Boolean)
      .map((topic) => live.follow(topic, (news) => latest.current(news)));
    return () => {
      for (const end of ends) end();
    };
  }, [names]);
}

/** Asks queries again when something has happened on the topics, of one of the kinds if there are any. */
export function useRefresh(topics: Topics, keys: readonly QueryKey[], kinds?: readonly string[]): void {
  const queries = useQueryClient();
  useTopic(topics, (news) => {
    if (news.what === 'fleeting') return;
    if (news.what === 'event' && kinds && !kinds.includes(news.kind)) return;
    for (const queryKey of keys) void queries.invalidateQueries({ queryKey });
  });
}
