import { X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { common } from '../text/en/common';
import { Button } from './Button';

interface Toast {
  id: number;
  text: string;
  tone: 'ok' | 'bad';
  action: ToastAction | undefined;
}

/** What can be done about it while it is shown: undo, as a rule. */
export interface ToastAction {
  label: string;
  run: () => void;
}

const visibleMilliseconds = 6000;
const listeners = new Set<() => void>();
let toasts: readonly Toast[] = [];
let lastID = 0;

/** Says briefly that something was done, once. Failures stay until they are closed. */
export function toast(text: string, tone: Toast['tone'] = 'ok', action?: ToastAction): void {
  const id = ++lastID;
  publish([...toasts.filter((t) => t.text !== text), { id, text, tone, action }]);
  if (tone === 'ok') setTimeout(() => close(id), visibleMilliseconds);
}

function close(id: number): void {
  publish(toasts.filter((t) => t.id !== id));
}

function publish(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where toasts appear; a live region, so that screen readers hear them. */
export function ToastRegion() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((t) => (
        <div key={t.id} className={`toast ${t.tone}`}>
          <span className="toast-text">{t.text}</span>
          {t.action && <ActionButton action={t.action} onDone={() => close(t.id)} />}
          <Button
            look="quiet"
            icon={<X aria-hidden size={16} />}
            aria-label={common.close}
            onPress={() => close(t.id)}
          />
        </div>
      ))}
    </div>
  );
}

function ActionButton({ action, onDone }: { action: ToastAction; onDone: () => void }) {
  const press = () => {
    action.run();
    onDone();
  };
  return (
    <Button look="quiet" onPress={press}>
      {action.label}
    </Button>
  );
}
