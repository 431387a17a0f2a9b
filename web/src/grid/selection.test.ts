import { describe, expect, it } from 'vitest';
import { at, contains, extendTo, pressed, rangeOf, type Step, sizeOf, step, whole } from './selection';

const BOUNDS = { rows: 3_000_000, cols: 5 };

describe('step', () => {
  const cases: [Step, number, number][] = [
    ['up', 9, 2],
    ['down', 11, 2],
    ['left', 10, 1],
    ['right', 10, 3],
    ['pageUp', 0, 2],
    ['pageDown', 30, 2],
    ['firstRow', 0, 2],
    ['lastRow', 2_999_999, 2],
    ['firstColumn', 10, 0],
    ['lastColumn', 10, 4],
    ['firstCell', 0, 0],
    ['lastCell', 2_999_999, 4],
  ];
  it.each(cases)('%s from row 10, column 2 leads to row %i, column %i', (how, row, col) => {
    expect(step({ row: 10, col: 2 }, how, BOUNDS, 20)).toEqual({ row, col });
  });

  it('stays within the table', () => {
    const corner = { row: BOUNDS.rows - 1, col: BOUNDS.cols - 1 };
    for (const how of ['down', 'right', 'pageDown'] as const)
      expect(step(corner, how, BOUNDS, 20)).toEqual(corner);
    for (const how of ['up', 'left', 'pageUp'] as const) {
      expect(step({ row: 0, col: 0 }, how, BOUNDS, 20)).toEqual({ row: 0, col: 0 });
    }
  });
});

describe('selection', () => {
  const active = { row: 7, col: 2 };

  it('is a rectangle between its corners, whichever way it was drawn, and its active cell stays', () => {
    const extended = extendTo(at(active), { row: 3, col: 4 });
    expect(extended.active).toEqual(active);
    expect(rangeOf(extended)).toEqual({ top: 3, left: 2, bottom: 7, right: 4 });
    expect(sizeOf(rangeOf(extended))).toEqual({ rows: 5, cols: 3, cells: 15 });
  });

  it('grows to whole rows, whole columns and everything, the active cell inside', () => {
    const two = extendTo(at(active), { row: 8, col: 3 });
    for (const [grown, range] of [
      [whole(two, 'rows', BOUNDS), { top: 7, left: 0, bottom: 8, right: 4 }],
      [whole(two, 'columns', BOUNDS), { top: 0, left: 2, bottom: 2_999_999, right: 3 }],
      [whole(two, 'all', BOUNDS), { top: 0, left: 0, bottom: 2_999_999, right: 4 }],
    ] as const) {
      expect(rangeOf(grown)).toEqual(range);
      expect(grown.active).toEqual(active);
      expect(contains(rangeOf(grown), active.row, active.col)).toBe(true);
    }
  });

  it.each([
    ['cells', { top: 7, left: 2, bottom: 9, right: 4 }],
    ['rows', { top: 7, left: 0, bottom: 9, right: 4 }],
    ['columns', { top: 0, left: 2, bottom: 2_999_999, right: 4 }],
    ['all', { top: 0, left: 0, bottom: 2_999_999, right: 4 }],
  ] as const)('follows the pointer over %s', (zone, range) => {
    const press = pressed(at({ row: 0, col: 0 }), zone, active, false, BOUNDS);
    const drag = pressed(press, zone, { row: 9, col: 4 }, true, BOUNDS);
    expect(rangeOf(drag)).toEqual(range);
  });

  it('tells what it contains', () => {
    const range = { top: 3, left: 2, bottom: 7, right: 4 };
    expect(contains(range, 3, 2)).toBe(true);
    expect(contains(range, 7, 4)).toBe(true);
    for (const [row, col] of [
      [2, 3],
      [8, 3],
      [5, 1],
      [5, 5],
    ] as const)
      expect(contains(range, row, col)).toBe(false);
  });
});
