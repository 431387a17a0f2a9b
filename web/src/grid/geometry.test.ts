import { describe, expect, it } from 'vitest';
import { MAX_SPACER, RowAxis } from './geometry';

const ROW = 28;
const HEIGHT = 700;

function axis(rows: number): RowAxis {
  const made = new RowAxis(rows, ROW);
  made.resize(HEIGHT);
  return made;
}

describe('RowAxis', () => {
  it.each([0, 1, 20, 285_000, 285_715, 3_000_000, 50_000_000])(
    'shows the last of %i rows at the end of the bar',
    (rows) => {
      const a = axis(rows);
      expect(a.spacer).toBeLessThanOrEqual(MAX_SPACER);
      a.scrolled(Math.max(0, a.spacer - HEIGHT));
      expect(a.visible(0).last).toBe(rows - 1);
      expect(a.top).toBe(Math.max(0, rows * ROW - HEIGHT));
      a.scrolled(0);
      expect(a.top).toBe(0);
    },
  );

  it.each([0, 1, 1_784, 1_786, 25_000_000, 49_997_000, 49_999_999])(
    'finds row %i of 50 million again after settling',
    (row) => {
      const a = axis(50_000_000);
      a.moveTo(row * ROW);
      const top = a.top;
      const bar = a.settle();
      expect(bar).toBeGreaterThanOrEqual(0);
      expect(bar).toBeLessThanOrEqual(a.spacer - HEIGHT);
      a.barIs(bar);
      a.scrolled(bar);
      expect(a.top).toBe(top);
    },
  );

  it('keeps the order of positions on the bar, across the exact ends', () => {
    const a = axis(50_000_000);
    let last = -1;
    for (let top = 0; top <= a.maxTop; top += a.maxTop / 997) {
      a.moveTo(top);
      expect(a.settle()).toBeGreaterThan(last);
      last = a.settle();
    }
  });

  it('moves by pixels for a wheel and in proportion for the thumb', () => {
    const a = axis(50_000_000);
    a.scrolled(120);
    expect(a.top).toBe(120);
    a.scrolled(240);
    expect(a.top).toBe(240);
    a.scrolled(MAX_SPACER / 2);
    expect(a.top / a.maxTop).toBeCloseTo(0.5, 3);
    const before = a.top;
    a.scrolled(MAX_SPACER / 2 + 120);
    expect(a.top).toBe(before + 120);
  });

  it('reaches the last row with the wheel alone however long it turns without a rest', () => {
    const a = axis(3_000_000);
    a.moveTo(a.maxTop - 400_000);
    for (let turns = 0; turns < 100; turns++) {
      let bar = a.settle();
      a.barIs(bar);
      for (let i = 0; i < 100; i++) {
        bar = Math.min(a.spacer - HEIGHT, bar + 120);
        a.scrolled(bar);
      }
    }
    expect(a.top).toBe(a.maxTop);
  });

  it('reveals with the smallest move', () => {
    const a = axis(1_000);
    expect(a.reveal(24)).toBe(false);
    expect(a.reveal(25)).toBe(true);
    expect(a.top).toBe(26 * ROW - HEIGHT);
    expect(a.reveal(0)).toBe(true);
    expect(a.top).toBe(0);
  });

  it('places rows near the base whatever their number', () => {
    const a = axis(50_000_000);
    a.moveTo(40_000_000 * ROW);
    expect(a.rebase()).toBe(true);
    expect(a.y(40_000_000)).toBe(0);
    expect(Math.abs(a.y(0))).toBeLessThanOrEqual(2_000_000);
    expect(a.rowAt(ROW + 1)).toBe(40_000_001);
    expect(a.rebase()).toBe(false);
  });
});
