import { describe, expect, it } from 'vitest';
import { shownText } from './cells';
import { ColumnAxis, expectedWidth, fittedWidth, MIN_WIDTH } from './columns';

const measure = (text: string) => text.length * 7;
const name = { name: 'name', kind: 'text', type: 'text' };

describe('ColumnAxis', () => {
  it('finds the columns of a window', () => {
    const axis = new ColumnAxis([100, 50, 200, 80]);
    expect(axis.content).toBe(430);
    expect(axis.visible(0, 100)).toEqual({ first: 0, last: 0 });
    expect(axis.visible(99, 52)).toEqual({ first: 0, last: 2 });
    expect(axis.at(10_000)).toBe(3);
  });

  it('moves what follows when a width changes, within the limits', () => {
    const axis = new ColumnAxis([100, 50, 200]);
    axis.resize(0, 120);
    expect([axis.x(1), axis.x(2), axis.content]).toEqual([120, 170, 370]);
    expect(axis.resize(1, -5)).toBe(MIN_WIDTH);
  });

  it('reveals with the smallest move, and the start of a column wider than the window', () => {
    const axis = new ColumnAxis([100, 100, 100, 900]);
    expect(axis.reveal(1, 0, 250)).toBe(0);
    expect(axis.reveal(2, 0, 250)).toBe(50);
    expect(axis.reveal(0, 50, 250)).toBe(0);
    expect(axis.reveal(3, 0, 250)).toBe(300);
  });
});

describe('widths', () => {
  it('fit the longest text between limits', () => {
    expect(fittedWidth(name, 0, [['a'], ['some longer text']], measure)).toBe(16 * 7 + 28);
    expect(fittedWidth(name, 0, [['a'.repeat(5_000)]], measure)).toBe(360);
    expect(fittedWidth({ ...name, name: 'a', type: '' }, 0, [['1']], measure)).toBe(72);
  });

  it('leave room for what usually comes when nothing is known', () => {
    expect(expectedWidth(name, measure)).toBe(144);
    expect(expectedWidth({ ...name, name: 'x'.repeat(30) }, measure)).toBe(30 * 7 + 28);
  });
});

describe('shownText', () => {
  it('shows one line, with its breaks, blanks and an end', () => {
    expect(shownText('a\r\nb\nc\rd')).toBe('a↵b↵c↵d');
    expect(shownText('  x ')).toBe('  x ');
    expect(shownText('é'.repeat(301))).toBe(`${'é'.repeat(300)}…`);
    expect(shownText(null)).toBe('NULL');
    expect(shownText('')).toBe('');
  });
});
