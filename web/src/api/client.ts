import createClient from 'openapi-fetch';
import { Problem, problemOf, toProblem } from './problems';
import type { paths } from './schema';

/** The HTTP API, typed from the server's own description of it. */
export const api = createClient<paths>({ baseUrl: '/' });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Waits for a request and returns its data, or throws a Problem. A session that ended leads to sign-in. */
export async function call<T>(request: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch (error) {
    throw toProblem(error);
  }
  if (answer.response.ok) return answer.data as T;
  if (answer.response.status === 401) signInAgain();
  throw problemOf(answer.response, answer.error);
}

/** Leads to the sign-in, and from there back to the page that is shown now. */
export function signInAgain(): void {
  const next = location.pathname + location.search;
  location.assign(`/login?next=${encodeURIComponent(next)}`);
}

/** Whether trying the same read again may help: not when the server understood it and said no. */
export function mayRetry(failures: number, error: unknown): boolean {
  if (error instanceof Problem && error.status >= 400 && error.status < 500) return false;
  return failures < 2;
}
