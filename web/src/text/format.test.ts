import { describe, expect, it } from 'vitest';
import { formatAge, formatBytes, formatCount, formatDuration, formatPercent, formatPlural } from './format';

describe('numbers', () => {
  it('groups digits', () => expect(formatCount(1234567)).toBe('1,234,567'));

  it.each([
    [0, '0 rows'],
    [1, '1 row'],
    [2000, '2,000 rows'],
  ])('%d fits its word', (n, text) => expect(formatPlural(n, 'row', 'rows')).toBe(text));

  it.each([
    [0, '0 B'],
    [1023, '1,023 B'],
    [1024, '1 KiB'],
    [1_572_864, '1.5 MiB'],
    [10 * 1024 ** 3, '10 GiB'],
  ])('%d bytes', (n, text) => expect(formatBytes(n)).toBe(text));

  it('says 100% only when done', () => {
    expect(formatPercent(0.9999)).toBe('99%');
    expect(formatPercent(1)).toBe('100%');
  });
});

describe('times', () => {
  const now = Date.parse('2026-01-02T00:00:00Z');

  it.each([
    ['2026-01-02T00:00:10Z', 'just now'],
    ['2026-01-01T23:59:30Z', 'just now'],
    ['2026-01-01T23:58:59Z', '1 minute ago'],
    ['2026-01-01T21:00:00Z', '3 hours ago'],
    ['2026-01-01T00:00:00Z', 'yesterday'],
  ])('%s', (iso, text) => expect(formatAge(iso, now)).toBe(text));

  it.each([
    [0.2, '1 second'],
    [59, '59 seconds'],
    [125, '2 minutes'],
    [7200, '2 hours'],
  ])('%d seconds', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
});
