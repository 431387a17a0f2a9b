import { describe, expect, it } from 'vitest';
import type { Certificate } from '../../api/certificate';
import { dialectFacts } from './dialectFacts';
import { distinctText } from './distinct';
import { verdictOf } from './verdict';

const column = {
  name: 'id',
  physical: 'id',
  type: { kind: 'integer' },
  nulls: 1,
  readBackNulls: 1,
  checksum: '00000000000000ff',
  readBackChecksum: '00000000000000ff',
};
// As version 1 wrote it: without everything that came later.
const certificate: Certificate = {
  version: 1,
  fileName: 'a.csv',
  sha256: 'ab',
  size: 10,
  dialect: {
    encoding: 'utf-8',
    bom: true,
    delimiter: '\t',
    quote: '"',
    escape: '"',
    lineEnd: 'LF',
    header: true,
    skipLines: 0,
    comment: '',
  },
  platform: 'duckdb',
  rowsRead: 3,
  rowsLoaded: 3,
  rowsRejected: 0,
  columns: [column],
};

describe('verdictOf', () => {
  it('is that both sides are equal, also in a certificate of version 1', () => {
    expect(verdictOf(certificate)).toEqual({
      isEqual: true,
      sentence:
        '3 rows in 1 column were read from the file, stored, read back and compared: both sides are equal.',
    });
  });

  it('names the rows that were left out', () => {
    const { isEqual, sentence } = verdictOf({ ...certificate, rowsRead: 4, rowsRejected: 1 });
    expect(isEqual).toBe(true);
    expect(sentence).toContain('1 row of the file could not be loaded');
  });

  it.each([
    { readBackChecksum: '00000000000000fe' },
    { readBackNulls: 0 },
    { positions: '1', readBackPositions: '2' },
    { positions: '1' },
    { compared: true, readBackNulls: 0 },
  ])('names the column that differs in %j', (change) => {
    const { isEqual, sentence } = verdictOf({ ...certificate, columns: [{ ...column, ...change }] });
    expect(isEqual).toBe(false);
    expect(sentence).toContain('file: id.');
  });

  it('is about the whole table where the file went among its rows', () => {
    const merged = {
      ...certificate,
      rows: 9,
      part: { rows: 3, columns: [column] },
      columns: [{ ...column, checksum: '', compared: true, readBackPositions: '1' }],
    };
    expect(verdictOf(merged).sentence).toContain('3 rows of the file went into the table, which has 9 rows');
    const part = { rows: 3, columns: [{ ...column, readBackChecksum: '0' }] };
    expect(verdictOf({ ...merged, part }).isEqual).toBe(false);
  });

  it('is not equal while rows are not accounted for', () => {
    expect(verdictOf({ ...certificate, rowsRead: 4 }).isEqual).toBe(false);
  });
});

describe('dialectFacts', () => {
  it('leave out what does not apply', () => {
    expect(dialectFacts(certificate.dialect)).toEqual([
      ['Encoding', 'UTF-8 with byte order mark'],
      ['Delimiter', 'Tab'],
      ['Quote', '"'],
      ['Escape', 'Quotes are doubled'],
      ['Column names', 'In the first row'],
      ['Line ends', 'LF'],
    ]);
  });

  it('tell what was skipped and what is NULL', () => {
    const facts = new Map(
      dialectFacts({
        ...certificate.dialect,
        quote: 'none',
        skipLines: 3,
        comment: '#',
        nullTokens: ['NA', '-'],
      }),
    );
    expect(facts.get('Lines above the table')).toBe('3');
    expect(facts.get('Comment lines begin with')).toBe('#');
    expect(facts.get('Words for no value')).toBe('NA, -');
    expect(facts.has('Escape')).toBe(false);
  });
});

describe('distinctText', () => {
  it('is a number, a span, or nothing', () => {
    expect(distinctText({ atLeast: 1200, atMost: 1200 })).toBe('1,200');
    expect(distinctText({ atLeast: 1200, atMost: 1300 })).toBe('1,200 to 1,300');
    expect(distinctText(undefined)).toBe('');
  });
});
