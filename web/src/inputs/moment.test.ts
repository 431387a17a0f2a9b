import { describe, expect, it } from 'vitest';
import { momentOf } from './moment';

describe('momentOf', () => {
  it('takes the number of an edit that there is', () => {
    expect(momentOf(' 7 ', 7)).toBe('7');
    expect(momentOf('8', 7)).toBeNull();
    expect(momentOf('0', 7)).toBeNull();
  });

  it('takes a time of the clock on the wall', () => {
    const at = new Date(2026, 0, 31, 13, 5).toISOString();
    expect(momentOf('2026-01-31 13:05', 7)).toBe(at);
    expect(momentOf('2026-01-31T13:05:00', 7)).toBe(at);
    expect(momentOf('2026-01-31', 7)).toBe(new Date(2026, 0, 31).toISOString());
  });

  it('takes nothing else', () => {
    for (const text of ['', 'yesterday', '2026-13-01', '2026-01-31 25:00', '-1', '1.5']) {
      expect(momentOf(text, 7), text).toBeNull();
    }
  });
});
