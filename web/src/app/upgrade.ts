const key = 'writ.reloaded';

/** Not twice in this time: if loading anew does not help, the page says what is wrong. */
const patienceMilliseconds = 30_000;

/**
 * Loads the app anew when a part of it is no longer there: the server was upgraded under an open tab, and the parts
 * of the new version have other addresses.
 */
export function reloadAfterUpgrade(): void {
  addEventListener('vite:preloadError', (event) => {
    const before = Number(sessionStorage.getItem(key) ?? 0);
    if (Date.now() - before < patienceMilliseconds) return;
    sessionStorage.setItem(key, String(Date.now()));
    event.preventDefault();
    location.reload();
  });
}
