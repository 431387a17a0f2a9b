import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RowsAnswer } from '../api/inputs';
import { Problem } from '../api/problems';
import { InputEdits, type Shown, type Typed } from './edits';

const ref = { rowId: 'r1', columnId: 'c1' };
const typed: Typed = { ...ref, type: 'integer', value: '5', seen: '4', key: {} };

function answer(
  status: 'logged' | 'refused' | 'conflict' | 'absent',
  current: string | null = null,
): RowsAnswer {
  const cells = status === 'refused' || status === 'conflict' ? [{ columnId: 'c1', status, current }] : [];
  return { firstEdit: 7, lastEdit: 7, rows: [{ rowId: 'r1', status, editNum: 7, cells }] };
}

function begin(send: ConstructorParameters<typeof InputEdits>[0]) {
  const shown = {
    put: vi.fn(),
    flag: vi.fn(),
    repaint: vi.fn(),
    refresh: vi.fn(),
    say: vi.fn(),
  } satisfies Shown;
  const edits = new InputEdits(send, () => 'key');
  edits.attach(shown);
  return { edits, shown };
}

const settled = () => vi.advanceTimersByTimeAsync(0);

describe('InputEdits', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('sends what was typed with what was seen, and shows for a while that it is logged', async () => {
    const send = vi.fn(async () => answer('logged'));
    const { edits, shown } = begin(send);
    edits.type([typed, { ...typed, columnId: 'c2', value: null }]);
    expect(edits.states.get(ref)).toEqual({ is: 'sending', mine: '5' });
    await settled();
    const row = { rowId: 'r1', values: { c1: '5', c2: null }, seen: { c1: '4', c2: '4' } };
    expect(send).toHaveBeenCalledWith([row], 'key');
    expect(shown.put).toHaveBeenCalledWith(ref, '5', 7);
    expect(edits.states.get(ref)?.is).toBe('logged');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(edits.states.get(ref)).toBeUndefined();
  });

  it('keeps both values of a conflict until people decide, and then goes by what they saw', async () => {
    const answers = [answer('conflict', '9'), answer('logged')];
    const send = vi.fn(async () => answers.shift() ?? answer('logged'));
    const { edits } = begin(send);
    edits.type([typed]);
    await settled();
    const [one] = edits.states.unsettled;
    expect(one?.state).toEqual({ is: 'conflict', mine: '5', theirs: '9' });
    if (one) edits.decide(one, typed, true);
    await settled();
    expect(send).toHaveBeenLastCalledWith([{ rowId: 'r1', values: { c1: '5' }, seen: { c1: '9' } }], 'key');
    expect(edits.states.unsettled).toEqual([]);
  });

  it('leaves a value that breaks a rule to the flag beside its cell', async () => {
    const { edits, shown } = begin(async () => answer('refused', '4'));
    edits.type([typed]);
    await settled();
    expect(shown.flag).toHaveBeenCalledWith(ref, '', '5');
    expect(edits.states.unsettled).toEqual([]);
  });

  it('loses nothing that is typed into a deleted row, or that the member may not enter any more', async () => {
    const no = new Problem(403, { code: 'forbidden', message: 'You may not.' });
    for (const [send, reason] of [
      [async () => answer('absent'), /deleted/],
      [() => Promise.reject(no), /may not/],
    ] as const) {
      const { edits } = begin(send);
      edits.type([typed]);
      await settled();
      const [one] = edits.states.unsettled;
      expect(one?.state).toMatchObject({ is: 'refused', mine: '5', seen: '4' });
      expect(one?.state.is === 'refused' && one.state.reason).toMatch(reason);
      if (one) edits.decide(one, typed, false);
      expect(edits.states.unsettled).toEqual([]);
    }
  });
});
