import { signInAgain } from '../api/client';
import { Live } from './live';

const path = '/v2/live';

/** The tab's one connection. */
export const live = new Live({
  connect: () => new WebSocket(`${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}${path}`),
  ask: () =>
    fetch(path).then(
      (answer) => answer.status,
      () => 0,
    ),
  // A tab that signs out goes to its page by itself; this is for the others.
  signIn: () => setTimeout(signInAgain, 1000),
  random: Math.random,
  now: () => performance.now(),
});

/** Keeps the connection up while the tab is used; returns how to end that. */
export function startLive(): () => void {
  const wake = () => {
    if (document.visibilityState === 'visible') live.wake();
  };
  const sleep = () => live.sleep();
  window.addEventListener('online', wake);
  window.addEventListener('offline', sleep);
  document.addEventListener('visibilitychange', wake);
  live.start();
  return () => {
    window.removeEventListener('online', wake);
    window.removeEventListener('offline', sleep);
    document.removeEventListener('visibilitychange', wake);
    live.stop();
  };
}
