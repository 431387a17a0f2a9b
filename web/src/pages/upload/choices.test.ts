import { describe, expect, it } from 'vitest';
import type { Preview } from '../../api/uploads';
import {
  importOptions,
  NO_CHOICES,
  obstacle,
  previewOptions,
  tableNameOf,
  withAll,
  withColumn,
  withFormat,
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
    ['.csv', '.csv'],
    ['notes.2026.txt', 'notes.2026'],
  ])('of %s is %s', (file, name) => {
    expect(tableNameOf(file)).toBe(name);
  });
});
