const event = 'writ:help';

/** Opens the list of keyboard shortcuts from wherever the focus is, such as inside a grid. */
export function showHelp(): void {
  document.dispatchEvent(new Event(event));
}

/** Calls back when help is asked for; returns how to stop. For the one who shows the list. */
export function onHelp(show: () => void): () => void {
  document.addEventListener(event, show);
  return () => document.removeEventListener(event, show);
}
