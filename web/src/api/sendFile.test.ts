import { describe, expect, it, vi } from 'vitest';
import { Problem } from './problems';
import { PART_BYTES, sendParts, type Transport } from './sendFile';

/** A server in memory that fails as often as told, keeping half of the part each time. */
function flaky(problems: Problem[]) {
  const pauses: number[] = [];
  let received = 0;
  const transport: Transport = {
    send: async (start, end) => {
      if (start !== received) throw new Problem(409, { code: 'conflict' });
      const problem = problems.shift();
      received = problem ? start + Math.floor((end - start) / 2) : end;
      if (problem) throw problem;
      return received;
    },
    offset: async () => received,
    wait: async (milliseconds) => void pauses.push(milliseconds),
  };
  return { transport, pauses, received: () => received };
}

const offline = () => new Problem(0, { code: 'offline' });
const never = new AbortController().signal;

describe('sendParts', () => {
  it('sends the whole file in parts and tells how far it is', async () => {
    const server = flaky([]);
    const progress = vi.fn();
    const size = 2 * PART_BYTES + 5;
    await sendParts(server.transport, size, 0, progress, never);
    expect(progress.mock.calls.map(([sent]) => sent)).toEqual([PART_BYTES, 2 * PART_BYTES, size]);
    expect(server.received()).toBe(size);
  });

  it('goes on from where the server is after an interruption', async () => {
    const server = flaky([offline(), new Problem(502, {}), offline()]);
    await sendParts(server.transport, 3 * PART_BYTES, 0, vi.fn(), never);
    expect(server.received()).toBe(3 * PART_BYTES);
    expect(server.pauses).toHaveLength(3);
  });

  it('finds the right place when it begins at a wrong one', async () => {
    const server = flaky([]);
    await sendParts(server.transport, 100, 40, vi.fn(), never);
    expect(server.received()).toBe(100);
  });

  it('gives up at once when the server refuses', async () => {
    const server = flaky([new Problem(413, { code: 'exhausted', message: 'The disk is full.' })]);
    await expect(sendParts(server.transport, 100, 0, vi.fn(), never)).rejects.toThrow('The disk is full.');
    expect(server.pauses).toHaveLength(0);
  });

  it('gives up after some attempts when the server stays away', async () => {
    const server = flaky(Array.from({ length: 20 }, offline));
    await expect(sendParts(server.transport, 1 << 20, 0, vi.fn(), never)).rejects.toMatchObject({
      status: 0,
    });
    expect(server.pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000]);
  });

  it('stops when told to', async () => {
    const stop = new AbortController();
    const server = flaky([offline()]);
    server.transport.wait = async () => stop.abort(new Error('stopped'));
    server.transport.offset = async () => {
      throw new Error('not asked');
    };
    const send = server.transport.send;
    server.transport.send = (...args) =>
      stop.signal.aborted ? Promise.reject(stop.signal.reason) : send(...args);
    await expect(sendParts(server.transport, 100, 0, vi.fn(), stop.signal)).rejects.toThrow('stopped');
  });
});
