import { describe, expect, it } from 'vitest';
import type { Preview } from '../../api/reading';
import {
  choicesOf,
  importOptions,
  isUntouched,
  NO_CHOICES,
  obstacle,
  placed,
  previewOptions,
  tableNameOf,
  withAll,
  withColumn,
  withFormat,
  withFound,
} from './choices';

const preview: Preview = {
  dialect: {
    encoding: 'utf-8',
    bom: false,
    delimiter: ',',
    quote: '"',
    escape: '"',
    lineEnd: 'LF',
    skipLines: 0,
    comment: '',
    header: true,
  },
  columns: ['id', 'name', 'when'].map((name, index) => ({
    index,
    name,
    type: { kind: 'text' },
    choices: [],
    tokens: [],
  })),
  rows: [],
  lines: [],
  problems: [],
  partial: false,
  warnings: [],
  reasons: [],
  above: [],
  undecided: '',
  encodings: [],
};

describe('choices', () => {
  it('send nothing where nothing was decided', () => {
    expect(importOptions(NO_CHOICES)).toEqual({});
    expect(previewOptions(NO_CHOICES)).toEqual({});
  });

  it('send what was decided, and to the preview only what it cannot draw by itself', () => {
    let choices = withFormat(NO_CHOICES, { delimiter: ';', header: false });
    choices = withColumn(choices, 1, { name: ' title ' });
    choices = withColumn(choices, 2, { kind: 'date' });
    choices = withColumn(choices, 0, { include: false });
    expect(importOptions(choices)).toEqual({
      delimiter: ';',
      header: false,
      columns: [
        { index: 0, include: false },
        { index: 1, include: true, name: 'title' },
        { index: 2, include: true, kind: 'date' },
      ],
    });
    expect(previewOptions(choices)).toEqual({
      delimiter: ';',
      header: false,
      columns: [{ index: 2, include: true, kind: 'date' }],
    });
  });

  it('forget the columns when the file is read another way', () => {
    const choices = withFormat(withColumn(NO_CHOICES, 1, { name: 'x' }), { delimiter: '|' });
    expect(importOptions(choices)).toEqual({ delimiter: '|' });
  });

  it('keep the columns when only their characters or empty cells are read another way', () => {
    const choices = withFormat(withColumn(NO_CHOICES, 1, { name: 'x' }), {
      encoding: 'koi8-r',
      nullTokens: ['NA'],
    });
    expect(importOptions(choices)).toEqual({
      encoding: 'koi8-r',
      nullTokens: ['NA'],
      columns: [{ index: 1, include: true, name: 'x' }],
    });
  });

  it('let one part of the format go back to what was found', () => {
    const choices = withFormat(NO_CHOICES, { delimiter: ';', encoding: 'utf-8' });
    expect(importOptions(withFound(choices, 'delimiter'))).toEqual({ encoding: 'utf-8' });
    expect(isUntouched(withFound(withFound(choices, 'delimiter'), 'encoding'))).toBe(true);
  });

  it('send the format and the words for no value with a type, and show them in the preview', () => {
    let choices = withColumn(NO_CHOICES, 2, { kind: 'date', format: 'dd/MM/yyyy' });
    choices = withColumn(choices, 1, { nullTokens: ['NA'], name: 'title' });
    const columns = [
      { index: 1, include: true, nullTokens: ['NA'] },
      { index: 2, include: true, kind: 'date', format: 'dd/MM/yyyy' },
    ];
    expect(previewOptions(choices)).toEqual({ columns });
    expect(importOptions(choices)).toEqual({ columns: [{ ...columns[0], name: 'title' }, columns[1]] });
  });

  it('come back from the options of an earlier import', () => {
    let choices = withFormat(NO_CHOICES, { delimiter: ';', skipLines: 2 });
    choices = withColumn(choices, 2, { include: false, name: 'when', kind: 'date', format: 'd MMM yyyy' });
    expect(importOptions(choicesOf(importOptions(choices)))).toEqual(importOptions(choices));
  });

  it('go to the columns of the same name, wherever those are in the next file', () => {
    const remembered = choicesOf({
      delimiter: ';',
      columns: [
        { index: 0, label: 'when', include: true, name: 'day', kind: 'date' },
        { index: 1, label: 'gone', include: false },
      ],
    });
    expect(previewOptions(remembered).columns).toEqual([
      { index: 0, label: 'when', include: true, kind: 'date' },
      { index: 1, label: 'gone', include: false },
    ]);
    expect(importOptions(placed(remembered, preview))).toEqual({
      delimiter: ';',
      columns: [{ index: 2, include: true, name: 'day', kind: 'date' }],
    });
  });

  it('let a type go back to what was found', () => {
    const choices = withColumn(withColumn(NO_CHOICES, 1, { kind: 'date' }), 1, { kind: '' });
    expect(importOptions(choices)).toEqual({ columns: [{ index: 1, include: true }] });
  });
});

describe('obstacle', () => {
  it('is none for columns as found', () => {
    expect(obstacle(NO_CHOICES, preview)).toBeNull();
  });

  it('is a missing column, a missing name, or a name used twice', () => {
    expect(obstacle(withAll(NO_CHOICES, preview, false), preview)).toEqual({ is: 'noColumns' });
    expect(obstacle(withColumn(NO_CHOICES, 0, { name: '  ' }), preview)).toEqual({ is: 'noName' });
    const same = withColumn(NO_CHOICES, 0, { name: 'name ' });
    expect(obstacle(same, preview)).toEqual({ is: 'sameName', name: 'name' });
    expect(obstacle(withColumn(same, 1, { include: false }), preview)).toBeNull();
  });
});

describe('tableNameOf', () => {
  it.each([
    ['airports.csv', 'airports'],
    ['Q3 figures.TSV', 'Q3 figures'],
    ['flights.csv.gz', 'flights'],
    ['archive.zip', 'archive'],
    ['Budget.xlsx', 'Budget'],
    ['.csv', '.csv'],
    ['notes.2026.txt', 'notes.2026'],
  ])('of %s is %s', (file, name) => {
    expect(tableNameOf(file)).toBe(name);
  });
});
