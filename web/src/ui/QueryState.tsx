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

/** Draws a query: a skeleton, why it failed, or its data. Data that could not be refreshed stays, with a note. */
export function QueryState<T>({
  query,
  explain = asFailure,
  skeleton,
  isPage,
  children,
}: QueryStateProps<T>) {
  if (query.data === undefined) {
    if (query.error)
      return (
        <FailureState
          failure={explain(query.error)}
          onRetry={() => query.refetch()}
          isPage={isPage ?? false}
        />
      );
    return skeleton ?? <Loading />;
  }
  return (
    <>
      {Boolean(query.error) && <Notice tone="warn">{explain(query.error).message}</Notice>}
      {children(query.data)}
    </>
  );
}

function asFailure(error: unknown): Failure {
  if (error instanceof Error && 'status' in error) return error as Error & Failure;
  return { status: 500, message: String(error) };
}
