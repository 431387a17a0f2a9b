import { useBlocker } from '@tanstack/react-router';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { InputChanges } from '../api/inputs';
import { useIsLive } from '../live/useTopic';
import { input as words } from '../text/en/input';
import { InputEdits } from './edits';

/** A key that no other request has; 128 random bits, also on plain http. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What is typed into an input table; the page is not left while some of it is not with the server. */
export function useEdits(changes: InputChanges): InputEdits {
  const [edits] = useState(() => new InputEdits(changes.update, newKey));
  const isLive = useIsLive();
  useEffect(() => {
    if (isLive) edits.outbox.again();
  }, [edits, isLive]);
  useBlocker({
    shouldBlockFn: () => isUnsaved(edits) && !window.confirm(words.leave),
    enableBeforeUnload: () => isUnsaved(edits),
  });
  return edits;
}

/** What waits for people, and how many things wait for the server. */
export function useWaiting(edits: InputEdits) {
  const watch = useState(() => (watcher: () => void) => edits.watch(watcher))[0];
  const unsettled = useSyncExternalStore(watch, () => edits.states.unsettled);
  const waiting = useSyncExternalStore(watch, () => edits.outbox.waiting);
  const isCutOff = useSyncExternalStore(watch, () => edits.outbox.isCutOff);
  return { unsettled, waiting, isCutOff };
}

function isUnsaved({ outbox, states }: InputEdits): boolean {
  return outbox.waiting > 0 || states.unsettled.length > 0;
}
