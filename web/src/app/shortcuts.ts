import { useEffect } from 'react';

/** Runs the action of a key pressed anywhere; "Ctrl+K" is also Command+K. Single keys are left to text fields. */
export function useShortcuts(actions: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const control = event.ctrlKey || event.metaKey;
      const action = actions[control ? `Ctrl+${event.key.toUpperCase()}` : event.key];
      if (!action || event.defaultPrevented || (!control && isTyping(event.target))) return;
      event.preventDefault();
      action();
    }
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  });
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest(
      'input, textarea:not([readonly]), select, [contenteditable], [role=treegrid], [role=dialog], [role=menu], [role=listbox]',
    ) !== null
  );
}
