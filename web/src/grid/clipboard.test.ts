import { describe, expect, it, vi } from 'vitest';
import { Copier, toTsv } from './clipboard';
import type { Cell, Source } from './source';

const ROWS: Cell[][] = [
  ['a', '1', null],
  ['', 'say "hi"', 'tab\there'],
  ['two\nlines', ' spaces ', 'ünï'],
];

function event() {
  const setData = vi.fn();
  return { setData, preventDefault: vi.fn(), clipboardData: { setData } };
}

function source(rowCount: number): Source {
  return {
    rowCount,
    columns: ['a', 'b', 'c'].map((name) => ({ name, kind: 'text', type: 'text' })),
    rows: vi.fn(async (first: number, n: number) =>
      Array.from({ length: n }, (_, i) => [`${first + i}`, 'x', null]),
    ),
  };
}

describe('toTsv', () => {
  it('quotes what would break a line or a cell, and tells NULL from the empty text', () => {
    expect(toTsv(ROWS, 0, 2)).toBe('a\t1\t\n""\t"say ""hi"""\t"tab\there"\n"two\nlines"\t spaces \tünï');
  });

  it('takes only the columns asked for', () => {
    expect(toTsv(ROWS, 1, 1)).toBe('1\n"say ""hi"""\n spaces ');
  });
});

describe('Copier', () => {
  it('copies at once what is loaded', () => {
    const say = vi.fn();
    const copy = event();
    new Copier(source(3), (row) => ROWS[row], say).copy(copy as unknown as ClipboardEvent, {
      top: 0,
      left: 0,
      bottom: 1,
      right: 0,
    });
    expect(copy.setData).toHaveBeenCalledWith('text/plain', 'a\n""');
    expect(say).toHaveBeenLastCalledWith('2 cells copied');
  });

  it('fetches what is not, and hands it over at the next copy where the page may not write by itself', async () => {
    const say = vi.fn();
    const rows = source(5_000);
    const copier = new Copier(rows, () => undefined, say);
    const range = { top: 10, left: 0, bottom: 2_009, right: 1 };
    const first = event();
    copier.copy(first as unknown as ClipboardEvent, range);
    expect(first.setData).not.toHaveBeenCalled();
    await vi.waitFor(() =>
      expect(say).toHaveBeenLastCalledWith('4,000 cells ready. Press Ctrl+C once more to copy.'),
    );
    expect(rows.rows).toHaveBeenCalledTimes(2);
    const second = event();
    copier.copy(second as unknown as ClipboardEvent, range);
    const text = second.setData.mock.calls[0]?.[1] as string;
    expect(text.split('\n')).toHaveLength(2_000);
    expect(text.startsWith('10\tx\n')).toBe(true);
    expect(text.endsWith('\n2009\tx')).toBe(true);
  });

  it('refuses more than the clipboard can take and says what to do', () => {
    const say = vi.fn();
    new Copier(source(3_000_000), () => undefined, say).copy(event() as unknown as ClipboardEvent, {
      top: 0,
      left: 0,
      bottom: 2_999_999,
      right: 2,
    });
    expect(say).toHaveBeenLastCalledWith(
      '9,000,000 cells are too many for the clipboard (at most 1,000,000). Download the table instead.',
    );
  });

  it('stops when told to', async () => {
    const say = vi.fn();
    const copier = new Copier(source(5_000), () => undefined, say);
    copier.copy(event() as unknown as ClipboardEvent, { top: 0, left: 0, bottom: 4_000, right: 2 });
    expect(copier.stop()).toBe(true);
    await vi.waitFor(() => expect(say).toHaveBeenLastCalledWith('Copying stopped. Nothing was copied.'));
    expect(copier.stop()).toBe(false);
  });
});
