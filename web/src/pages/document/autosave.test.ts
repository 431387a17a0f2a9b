import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '../../api/problems';
import { Autosave } from './autosave';

/** A server whose answers the test gives one by one. */
function server() {
  const asked: {
    content: string;
    version: number;
    answer: (version: number) => void;
    fail: (e: unknown) => void;
  }[] = [];
  const save = (content: string, version: number) =>
    new Promise<number>((answer, fail) => asked.push({ content, version, answer, fail }));
  return { asked, save };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('saving', () => {
  it('sends one change at a time, and of those that follow the newest', async () => {
    const { asked, save } = server();
    const draft = new Autosave({ content: 'a', version: 7 }, save);
    draft.change('ab');
    draft.change('abc');
    draft.change('abcd');
    expect(asked.map(({ content, version }) => [content, version])).toEqual([['ab', 7]]);
    asked[0]?.answer(8);
    await settle();
    expect(draft.state.is).toBe('saving');
    expect(asked[1]).toMatchObject({ content: 'abcd', version: 8 });
    asked[1]?.answer(9);
    await settle();
    expect(draft.state.is).toBe('saved');
    expect(draft.version).toBe(9);
  });

  it('tries again by itself while the server is away', async () => {
    const { asked, save } = server();
    const draft = new Autosave({ content: 'a', version: 1 }, save);
    draft.change('b');
    asked[0]?.fail(new Problem(0, { code: 'offline' }));
    await settle();
    expect(draft.state.is).toBe('waiting');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toHaveLength(2);
    asked[1]?.fail(new Problem(503, { code: 'unavailable' }));
    await settle();
    await vi.advanceTimersByTimeAsync(1_999);
    expect(asked).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    asked[2]?.answer(2);
    await settle();
    expect(draft.state.is).toBe('saved');
  });

  it('does not insist on what the server does not take', async () => {
    const { asked, save } = server();
    const draft = new Autosave({ content: 'a', version: 1 }, save);
    draft.change('b');
    asked[0]?.fail(new Problem(400, { code: 'invalid', message: 'No.' }));
    await settle();
    expect(draft.state).toMatchObject({ is: 'refused', problem: { message: 'No.' } });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(1);
    draft.change('c');
    expect(asked[1]).toMatchObject({ content: 'c', version: 1 });
  });
});

describe('somebody else', () => {
  it('who saved first makes a conflict, in which nothing is sent and nothing lost', async () => {
    const { asked, save } = server();
    const draft = new Autosave({ content: 'a', version: 1 }, save);
    draft.change('mine');
    asked[0]?.fail(new Problem(412, { code: 'stale' }));
    await settle();
    draft.change('mine too');
    draft.follow({ content: 'theirs', version: 2 });
    expect(draft.state.is).toBe('conflict');
    expect(draft.content).toBe('mine too');
    expect(asked).toHaveLength(1);
    draft.take({ content: 'theirs', version: 2 });
    expect(draft.state.is).toBe('saved');
    draft.change('theirs and mine');
    expect(asked[1]).toMatchObject({ content: 'theirs and mine', version: 2 });
  });

  it('is followed while nothing is unsaved', () => {
    const { save } = server();
    const draft = new Autosave({ content: 'a', version: 3 }, save);
    draft.follow({ content: 'older', version: 2 });
    expect(draft.content).toBe('a');
    draft.follow({ content: 'theirs', version: 4 });
    expect(draft.content).toBe('theirs');
  });
});
