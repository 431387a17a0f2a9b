import { expect, it } from 'vitest';
import { oneByOne } from './oneByOne';

it('does what can be done, and keeps the first reason why something was not', async () => {
  const { done, problem } = await oneByOne(['a', 'b', 'c', 'd'], async (thing) => {
    if (thing === 'b' || thing === 'd') throw new Error(`not ${thing}`);
  });
  expect(done).toEqual(['a', 'c']);
  expect(problem?.message).toBe('not b');
});

it('does one after the other', async () => {
  const log: string[] = [];
  await oneByOne([1, 2], async (n) => {
    log.push(`begin ${n}`);
    await Promise.resolve();
    log.push(`end ${n}`);
  });
  expect(log).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2']);
});
