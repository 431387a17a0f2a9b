import { describe, expect, it } from 'vitest';
import type { Preview } from '../../api/reading';
import { changeOf, fieldsOf, summaryOf } from './fields';

const preview: Preview = {
  dialect: {
    encoding: 'windows-1252',
    bom: false,
    delimiter: ';',
    quote: '"',
    escape: '"',
    lineEnd: 'LF',
    header: true,
    skipLines: 2,
    comment: '',
  },
  columns: [],
  rows: [],
  above: [],
  lines: [],
  problems: [],
  undecided: '',
  partial: false,
  warnings: [],
  encodings: [{ name: 'iso-8859-15', sample: 'café' }],
  reasons: [
    {
      field: 'delimiter',
      value: ';',
      why: '997 of 997 records have 5 columns.',
      chosen: false,
      alternatives: [{ value: '^', why: '12 of 997 records have 2 columns.' }],
    },
  ],
};

const view = (field: string, chosen = {}) => fieldsOf(preview, chosen).find((one) => one.field === field);

describe('fieldsOf', () => {
  it('tells what was found and why, and the alternatives before what is usual', () => {
    const delimiter = view('delimiter');
    expect(delimiter).toMatchObject({
      value: ';',
      why: '997 of 997 records have 5 columns.',
      isChosen: false,
    });
    expect(delimiter?.choices.slice(0, 3)).toEqual([
      { value: ';', label: 'Semicolon ;', detail: '997 of 997 records have 5 columns.' },
      { value: '^', label: '^', detail: '12 of 997 records have 2 columns.' },
      { value: ',', label: 'Comma ,' },
    ]);
  });

  it('shows the same piece of the file in each encoding', () => {
    const choices = view('encoding')?.choices ?? [];
    expect(choices.slice(0, 2)).toEqual([
      { value: 'windows-1252', label: 'WINDOWS-1252' },
      { value: 'iso-8859-15', label: 'ISO-8859-15', detail: 'café' },
    ]);
    expect(choices.filter(({ value }) => value === 'iso-8859-15')).toHaveLength(1);
  });

  it('tells numbers, answers and absence as text', () => {
    expect(view('skipLines')).toMatchObject({ value: '2' });
    expect(view('header')).toMatchObject({ value: 'true' });
    expect(view('comment')).toMatchObject({ value: 'none', isChosen: false });
    expect(view('comment', { comment: '#' })).toMatchObject({ value: '#', isChosen: true });
  });

  it('leaves out how quotes are escaped where there are none', () => {
    expect(view('escape')).toBeDefined();
    expect(view('escape', { quote: 'none' })).toBeUndefined();
  });

  it('asks of a workbook only where its table begins', () => {
    const workbook = { ...preview, dialect: { ...preview.dialect, container: 'xlsx', sheet: 'Costs' } };
    expect(fieldsOf(workbook, {}).map(({ field }) => field)).toEqual(['header', 'skipLines']);
    expect(summaryOf(workbook)).toContain('Sheet Costs of a workbook · first row');
  });

  it('shows what was chosen where the file could not be read so', () => {
    const fields = fieldsOf(undefined, { delimiter: '~' });
    expect(fields.find(({ field }) => field === 'delimiter')).toMatchObject({ value: '~', isChosen: true });
    expect(fields.find(({ field }) => field === 'encoding')).toMatchObject({ value: '', isChosen: false });
  });
});

describe('changeOf', () => {
  it.each([
    ['header', 'false', { header: false }],
    ['skipLines', '3', { skipLines: 3 }],
    ['quote', 'none', { quote: 'none' }],
  ] as const)('%s %s', (field, value, change) => {
    expect(changeOf(field, value)).toEqual(change);
  });
});

describe('summaryOf', () => {
  it('says the whole format in one line', () => {
    expect(summaryOf(preview)).toBe(
      'WINDOWS-1252 · Semicolon ; · quote " · first row has the column names · 2 lines above the table',
    );
  });
});
