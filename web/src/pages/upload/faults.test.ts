import { describe, expect, it } from 'vitest';
import { windowOf } from './columnWindow';
import { byPlace, perColumn, placeOf } from './faults';
import { filtered, valuesOf } from './rejectFilter';

const fault = (row: number, column: number, reason = 'no number') => ({
  line: row + 2,
  row,
  column,
  value: 'x',
  reason,
});

describe('faults', () => {
  it('are found by their place; those that are not shown have none', () => {
    const places = byPlace([fault(3, 1, 'first'), fault(3, 1, 'second'), fault(-1, 1), fault(5, -1)]);
    expect(places.get(placeOf({ row: 3, column: 1 }))?.reason).toBe('first');
    expect(places.get(placeOf({ row: 5, column: -1 }))).toBeDefined();
    expect(places.size).toBe(2);
  });

  it('are counted per column, shown or not', () => {
    expect(perColumn([fault(3, 1), fault(-1, 1), fault(4, 2)])).toEqual(
      new Map([
        [1, 2],
        [2, 1],
      ]),
    );
  });
});

describe('windowOf', () => {
  it.each([
    [0, 1248, 1000, { first: 0, end: 9 }],
    [208 * 500, 1248, 1000, { first: 497, end: 509 }],
    [208 * 994, 1248, 1000, { first: 991, end: 1000 }],
    [0, 1248, 4, { first: 0, end: 4 }],
    [5000, 1248, 2, { first: 0, end: 2 }],
    [0, 1248, 0, { first: 0, end: 0 }],
  ])('at %i of a view of %i over %i columns', (left, view, count, span) => {
    expect(windowOf(left, view, count)).toEqual(span);
  });
});

describe('rejects', () => {
  const entries = [
    { number: 1, line: 4, column: 'a', value: 'x', reason: 'no number' },
    { number: 2, line: 5, column: '', value: '', reason: 'too many cells' },
    { number: 3, line: 9, column: 'b', value: 'y', reason: 'no number' },
  ];

  it('are narrowed to a column and a reason', () => {
    expect(valuesOf(entries, 'column')).toEqual(['a', 'b']);
    expect(valuesOf(entries, 'reason')).toEqual(['no number', 'too many cells']);
    expect(filtered(entries, { column: '', reason: 'no number' }).map(({ number }) => number)).toEqual([
      1, 3,
    ]);
    expect(filtered(entries, { column: 'b', reason: 'no number' }).map(({ number }) => number)).toEqual([3]);
    expect(filtered(entries, { column: '', reason: '' })).toHaveLength(3);
  });
});
