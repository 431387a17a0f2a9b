import { common } from '../text/en/common';

/** The closed set of codes a failed request carries, and the two the browser adds. */
export type ProblemCode =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'stale'
  | 'unsupported'
  | 'rejected'
  | 'uncertain'
  | 'exhausted'
  | 'canceled'
  | 'internal'
  | 'unavailable'
  | 'offline';

/** A request that failed, with everything the server said about it. */
export class Problem extends Error {
  readonly status: number;
  readonly code: ProblemCode;
  readonly hint: string | undefined;
  readonly field: string | undefined;
  readonly requestId: string | undefined;
  /** The whole answer, for problems that carry more, such as the affected tables. */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    super(text(body.message) ?? text(body.detail) ?? common.errorTitle);
    this.name = 'Problem';
    this.status = status;
    this.code = (text(body.code) as ProblemCode | undefined) ?? 'internal';
    this.hint = text(body.hint);
    this.field = text(body.field);
    this.requestId = text(body.requestId);
    this.body = body;
  }
}

/** The problem in anything that was thrown; a failed fetch means the server was not reached. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError) {
    return new Problem(0, { code: 'offline', message: common.offlineText });
  }
  return new Problem(500, { message: error instanceof Error ? error.message : String(error) });
}

/** The problem of an answer whose body may be anything, such as a proxy's page. */
export function problemOf(response: Response, body: unknown): Problem {
  const known = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  return new Problem(response.status, {
    message: `The server answered ${response.status} ${response.statusText}`.trim(),
    requestId: response.headers.get('X-Request-Id') ?? undefined,
    ...known,
  });
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
