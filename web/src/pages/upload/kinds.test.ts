import { describe, expect, it } from 'vitest';
import type { PreviewColumn } from '../../api/reading';
import { editOf, formatLabel, keyOf, MORE, readingsOf, shownReading } from './kinds';

const when: PreviewColumn = {
  index: 0,
  name: 'when',
  type: { kind: 'text' },
  tokens: [],
  choices: [
    {
      kind: 'date',
      format: 'dd/MM/yyyy',
      label: 'Date, day first: 31/12/2026',
      fits: 19,
      of: 20,
      ambiguous: true,
      from: '03/04/2026',
      to: '2026-04-03',
    },
  ],
};

describe('readings', () => {
  it('offer what fits the values, with an example, before everything else', () => {
    const [found, fitting] = readingsOf(when, {});
    expect(found).toMatchObject({ value: '', label: 'text' });
    expect(fitting).toMatchObject({
      label: 'Date, day first: 31/12/2026',
      detail: '03/04/2026 → 2026-04-03 · fits 19 of 20 · could be read another way',
    });
    expect(editOf(fitting?.value ?? '')).toEqual({ kind: 'date', format: 'dd/MM/yyyy' });
    expect(readingsOf(when, {}).at(-1)?.value).toBe(MORE);
  });

  it('keep a format in the list that was chosen in the dialog', () => {
    const edit = { kind: 'date', format: 'yy.MM.dd' };
    expect(readingsOf(when, edit).some(({ value }) => value === keyOf(edit))).toBe(true);
    expect(shownReading(when, edit)).toBe('date, yy.MM.dd');
  });

  it('have one entry per kind and format', () => {
    const values = readingsOf(when, { kind: 'date', format: 'dd/MM/yyyy' }).map(({ value }) => value);
    expect(new Set(values).size).toBe(values.length);
  });
});

describe('formatLabel', () => {
  it.each([
    ['1.234,5', 'Decimal comma, dots between thousands: 1.234,5'],
    ['dd/MM/yyyy h:mm:ss a', 'Day first: 31/12/2026 11:59:59 PM'],
    ['h:mm:ss a', '11:59:59 PM'],
    ['d. MMM yyyy', 'd. MMM yyyy'],
  ])('of %s', (format, label) => {
    expect(formatLabel(format)).toBe(label);
  });
});
