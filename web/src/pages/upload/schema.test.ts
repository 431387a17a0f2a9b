import { describe, expect, it } from 'vitest';
import { mayGoOn, meaningOf } from './schema';

const text = { kind: 'text' };
const whole = { kind: 'integer' };

describe('meaningOf', () => {
  it.each([
    [{ column: 'a', to: text }, false, 'A new column; the rows that are there have no value in it.'],
    [{ column: 'a', to: text }, true, 'A new column.'],
    [{ column: 'a', from: text }, false, 'The rows of the file have no value in it.'],
    [{ column: 'a', from: text }, true, 'The column goes.'],
    [{ column: 'a', from: whole, to: text, note: 'Numbers become text.' }, false, 'Numbers become text.'],
    [{ column: 'a', from: whole, to: text }, false, ''],
  ])('of %j where rows are replaced: %s', (change, isReplaced, meaning) => {
    expect(meaningOf(change, isReplaced)).toBe(meaning);
  });
});

describe('mayGoOn', () => {
  it('asks to accept what changes, and never goes on with what is refused', () => {
    expect(mayGoOn([], false)).toBe(true);
    expect(mayGoOn([{ column: 'a', to: text }], false)).toBe(false);
    expect(mayGoOn([{ column: 'a', to: text }], true)).toBe(true);
    expect(mayGoOn([{ column: 'a', from: whole, to: text, refused: true }], true)).toBe(false);
  });
});
