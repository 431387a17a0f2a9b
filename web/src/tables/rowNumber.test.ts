import { describe, expect, it } from 'vitest';
import { parseRowNumber } from './rowNumber';

describe('parseRowNumber', () => {
  it.each([
    ['1', 1],
    [' 2,999,999 ', 2_999_999],
    ['3 000 000', 3_000_000],
    ['3.000.000', 3_000_000],
    ['0', null],
    ['3000001', null],
    ['-5', null],
    ['', null],
    ['ten', null],
    ['9'.repeat(40), null],
  ])('reads %j as %j', (text, row) => {
    expect(parseRowNumber(text, 3_000_000)).toBe(row);
  });
});
