import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Blocks } from './blocks';
import type { Cell, Source } from './source';

interface Request {
  first: number;
  count: number;
  signal: AbortSignal;
  answer(): void;
  fail(): void;
}

/** A source whose requests are answered by the test. */
function slowSource(rowCount: number, initial?: Cell[][]) {
  const requests: Request[] = [];
  const source: Source = {
    rowCount,
    columns: [{ name: 'n', kind: 'integer', type: 'integer' }],
    initial,
    rows: (first, count, signal) =>
      new Promise((resolve, reject) => {
        const answer = () => resolve(Array.from({ length: count }, (_, i) => [String(first + i)]));
        requests.push({ first, count, signal, answer, fail: () => reject(new Error('offline')) });
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  };
  return { source, requests };
}

const settled = () => vi.advanceTimersByTimeAsync(0);

describe('Blocks', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('fetches the blocks of the window and tells when they are here', async () => {
    const { source, requests } = slowSource(450);
    const changed = vi.fn();
    const blocks = new Blocks(source, changed);
    blocks.want({ first: 0, last: 449 });
    expect(requests.map(({ first, count }) => [first, count])).toEqual([
      [0, 200],
      [200, 200],
      [400, 50],
    ]);
    expect(blocks.row(400)).toBeUndefined();
    requests[2]?.answer();
    await settled();
    expect(changed).toHaveBeenCalledWith({ first: 400, last: 449 });
    expect(blocks.row(449)).toEqual(['449']);
  });

  it('asks nothing for what it was given at the start', () => {
    const { source, requests } = slowSource(
      1_000,
      Array.from({ length: 200 }, (_, i) => [String(i)]),
    );
    const blocks = new Blocks(source, vi.fn());
    blocks.want({ first: 0, last: 30 });
    expect(blocks.row(199)).toEqual(['199']);
    expect(requests).toHaveLength(0);
  });

  it('cancels what was scrolled past and waits while the thumb is dragged', async () => {
    const { source, requests } = slowSource(3_000_000);
    const blocks = new Blocks(source, vi.fn());
    blocks.want({ first: 100, last: 130 });
    for (let row = 100_100; row < 2_000_000; row += 100_000) blocks.want({ first: row, last: row + 30 });
    expect(requests.map(({ first }) => first)).toEqual([0]);
    expect(requests[0]?.signal.aborted).toBe(true);
    await vi.advanceTimersByTimeAsync(100);
    expect(requests.map(({ first }) => first)).toEqual([0, 1_900_000]);
  });

  it('keeps a failure until it is retried', async () => {
    const { source, requests } = slowSource(1_000);
    const changed = vi.fn();
    const blocks = new Blocks(source, changed);
    blocks.want({ first: 300, last: 330 });
    requests[0]?.fail();
    await settled();
    expect(blocks.failed()).toEqual({ first: 200, last: 399 });
    blocks.want({ first: 301, last: 331 });
    expect(requests).toHaveLength(1);
    blocks.retry();
    expect(blocks.failed()).toBeNull();
    requests[1]?.answer();
    await settled();
    expect(blocks.row(300)).toEqual(['300']);
  });

  it('does not take an answer with too few rows for the rows', async () => {
    const blocks = new Blocks({ ...slowSource(1_000).source, rows: async () => [['0']] }, vi.fn());
    blocks.want({ first: 0, last: 30 });
    await settled();
    expect(blocks.failed()).toEqual({ first: 0, last: 199 });
  });

  it('forgets the blocks not seen for longest', async () => {
    const { source, requests } = slowSource(1_000_000);
    const blocks = new Blocks(source, vi.fn());
    for (let block = 0; block < 201; block++) {
      blocks.want({ first: block * 200 + 90, last: block * 200 + 110 });
      await vi.advanceTimersByTimeAsync(100);
      requests[block]?.answer();
      await settled();
      if (block === 150) blocks.want({ first: 90, last: 110 });
    }
    expect(blocks.row(100)).toEqual(['100']);
    expect(blocks.row(300)).toBeUndefined();
    expect(blocks.row(40_100)).toEqual(['40100']);
  });
});
