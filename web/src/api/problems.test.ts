import { describe, expect, it } from 'vitest';
import { Problem, problemOf, toProblem } from './problems';

describe('problemOf', () => {
  it('keeps everything the server said', () => {
    const response = new Response(null, { status: 422 });
    const problem = problemOf(response, {
      code: 'rejected',
      message: 'permission denied for schema writ',
      hint: 'Run the script.',
      field: 'details.host',
      requestId: 'r1',
    });
    expect(problem).toMatchObject({
      status: 422,
      code: 'rejected',
      message: 'permission denied for schema writ',
      hint: 'Run the script.',
      field: 'details.host',
      requestId: 'r1',
    });
  });

  it('makes a sentence of an answer that is not ours, and finds the request id', () => {
    const response = new Response(null, {
      status: 502,
      statusText: 'Bad Gateway',
      headers: { 'X-Request-Id': 'r2' },
    });
    const problem = problemOf(response, '<html>nginx</html>');
    expect(problem.message).toBe('The server answered 502 Bad Gateway');
    expect(problem.requestId).toBe('r2');
    expect(problem.code).toBe('internal');
  });
});

describe('toProblem', () => {
  it('leaves a problem as it is', () => {
    const problem = new Problem(404, { message: 'gone' });
    expect(toProblem(problem)).toBe(problem);
  });

  it('takes a failed fetch for a server out of reach', () => {
    expect(toProblem(new TypeError('Failed to fetch'))).toMatchObject({ status: 0, code: 'offline' });
  });

  it('carries the words of anything else', () => {
    expect(toProblem(new Error('odd')).message).toBe('odd');
    expect(toProblem('odd').message).toBe('odd');
  });
});
