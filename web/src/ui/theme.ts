import { useSyncExternalStore } from 'react';

/** The themes a member can choose; system follows the operating system. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'writ.theme';
const listeners = new Set<() => void>();

/** The theme chosen in this browser. */
export function theme(): Theme {
  const stored = localStorage.getItem(key);
  return themes.find((t) => t === stored) ?? 'system';
}

/** Chooses a theme for this browser, at once and for later visits. */
export function chooseTheme(chosen: Theme): void {
  localStorage.setItem(key, chosen);
  applyTheme();
  for (const listener of listeners) listener();
}

/** Makes the page follow the chosen theme. */
export function applyTheme(): void {
  const chosen = theme();
  if (chosen === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}

/** The chosen theme, drawn anew when it changes. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, theme);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
