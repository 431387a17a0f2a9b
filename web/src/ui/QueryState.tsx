import type { ReactNode } from 'react';
import { type Failure, FailureState, Loading, Notice } from './State';

/** The part of a React Query result this needs. */
export interface QueryLike<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

export interface QueryStateProps<T> {
  query: QueryLike<T>;
  /** Makes the failure to show of what the query threw. */
  explain?: (error: unknown) => Failure;
  skeleton?: ReactNode;
  /** True where the whole page hangs on the query: a failure is then the page's heading. */
  isPage?: boolean;
  children: (data: T) => ReactNode;
}

/**
 * Draws a query: a skeleton, why it failed, or its data. Data that could not be refreshed stays, with a note, but
 * for what is no longer there or no longer the member's to see.
 */
export function QueryState<T>({
  query,
  explain = asFailure,
  skeleton,
  isPage,
  children,
}: QueryStateProps<T>) {
  const failure = query.error ? explain(query.error) : undefined;
  if (failure && (query.data === undefined || isGone(failure)))
    return <FailureState failure={failure} onRetry={() => query.refetch()} isPage={isPage ?? false} />;
  if (query.data === undefined) return skeleton ?? <Loading />;
  return (
    <>
      {failure && <Notice tone="warn">{failure.message}</Notice>}
      {children(query.data)}
    </>
  );
}

function isGone({ status }: Failure): boolean {
  return status === 403 || status === 404;
}

function asFailure(error: unknown): Failure {
  if (error instanceof Error && 'status' in error) return error as Error & Failure;
  return { status: 500, message: String(error) };
}
