import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '../api/problems';
import { Outbox } from './outbox';

const settled = () => vi.advanceTimersByTimeAsync(0);

function newOutbox() {
  let keys = 0;
  return new Outbox(
    () => `key ${++keys}`,
    () => {},
  );
}

describe('Outbox', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('sends one thing after the other', async () => {
    const outbox = newOutbox();
    const sent: string[] = [];
    let finish = () => {};
    outbox.add({
      send: (key) => {
        sent.push(key);
        return new Promise((done) => {
          finish = done;
        });
      },
      failed: () => {},
    });
    outbox.add({ send: async (key) => void sent.push(key), failed: () => {} });
    await settled();
    expect(sent).toEqual(['key 1']);
    expect(outbox.waiting).toBe(2);
    finish();
    await settled();
    expect(sent).toEqual(['key 1', 'key 2']);
    expect(outbox.waiting).toBe(0);
  });

  it('repeats under the same key what the server did not get, and says that it waits', async () => {
    const outbox = newOutbox();
    const keys: string[] = [];
    const failed = vi.fn();
    outbox.add({
      send: async (key) => {
        keys.push(key);
        if (keys.length < 3) throw new TypeError('Failed to fetch');
      },
      failed,
    });
    await settled();
    expect(outbox.isCutOff).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);
    outbox.again();
    await settled();
    expect(keys).toEqual(['key 1', 'key 1', 'key 1']);
    expect(outbox.isCutOff).toBe(false);
    expect(failed).not.toHaveBeenCalled();
  });

  it('gives up what the server does not take, and goes on with the rest', async () => {
    const outbox = newOutbox();
    const failed = vi.fn();
    const next = vi.fn(async () => {});
    const no = new Problem(403, { code: 'forbidden', message: 'You may not.' });
    outbox.add({ send: () => Promise.reject(no), failed });
    outbox.add({ send: next, failed: () => {} });
    await settled();
    expect(failed).toHaveBeenCalledWith(no);
    expect(next).toHaveBeenCalledOnce();
  });
});
