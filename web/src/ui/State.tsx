import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { common } from '../text/en/common';
import { Button } from './Button';

/** What a failure looks like to the kit; api/problems makes them. */
export interface Failure {
  status: number;
  message: string;
  hint?: string | undefined;
  requestId?: string | undefined;
}

/** Placeholder while something loads; its bars appear after 150 ms, so fast answers do not flicker. */
export function Loading({ lines = 6 }: { lines?: number }) {
  return (
    <div className="skeleton" role="status" aria-label={common.loading}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are alike and never reordered
        <span key={line} />
      ))}
    </div>
  );
}

/** Says what will be here and offers the one next action, or whom to ask. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="state empty">
      <p className="state-title">{title}</p>
      <p className="muted">{children}</p>
      {action}
    </div>
  );
}

export interface FailureStateProps {
  failure: Failure;
  onRetry?: (() => void) | undefined;
  /** True where nothing else is on the page: the title is then its h1. */
  isPage?: boolean;
}

/** Why something could not be shown: not found, not allowed, or a fault with a way to try again. */
export function FailureState({ failure, onRetry, isPage = false }: FailureStateProps) {
  const [title, retry] = explain(failure);
  const Heading = isPage ? 'h1' : 'p';
  return (
    <div className="state" role="alert">
      <Heading className="state-title">{title}</Heading>
      <p className="wrap-anywhere">{failure.message}</p>
      {failure.hint && <p className="muted">{failure.hint}</p>}
      {failure.requestId && (
        <p className="muted small">
          {common.requestId} <code>{failure.requestId}</code>
        </p>
      )}
      {retry && onRetry && <Button onPress={onRetry}>{common.retry}</Button>}
    </div>
  );
}

function explain(failure: Failure): [title: string, retry: boolean] {
  if (failure.status === 403) return [common.deniedTitle, false];
  if (failure.status === 404) return [common.notFoundTitle, false];
  if (failure.status === 0) return [common.offlineTitle, true];
  return [common.errorTitle, true];
}

export type Tone = 'info' | 'ok' | 'warn' | 'bad';

const icons = { info: Info, ok: CircleCheck, warn: TriangleAlert, bad: CircleAlert };

/** A message in the flow of a page. A bad one is announced at once. */
export function Notice({ tone, title, children }: { tone: Tone; title?: string; children?: ReactNode }) {
  const Icon = icons[tone];
  return (
    <div className={`notice ${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon aria-hidden size={18} />
      <div className="notice-body">
        {title && <strong>{title}</strong>}
        {children}
      </div>
    </div>
  );
}
