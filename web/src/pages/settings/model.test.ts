import { describe, expect, it } from 'vitest';
import { draft, mistakes, typed } from './model';

const saved = {
  retention: {
    unfinishedUploads: 7,
    endedUploads: 90,
    jobs: 30,
    quarantine: 7,
    versions: 10,
    trash: 30,
    audit: 365,
  },
  limits: { memberUploads: 50, memberUploadBytes: 1.5 * 1024 ** 3, memberImports: 2, connectionImports: 2 },
  exports: { outsideAddresses: true, attachmentBytes: 1.5 * 1024 ** 2 },
};

describe('settings', () => {
  it('come back from the form as they were', () => {
    expect(draft(typed(saved), true, 3)).toEqual({ ...saved, version: 3 });
  });

  it('show bytes as GiB', () => {
    expect(typed(saved)['limits.memberUploadBytes']).toBe('1.5');
  });

  it.each([
    ['', true],
    ['-1', true],
    ['1e3', true],
    ['seven', true],
    ['7.5', true],
    [' 7 ', false],
  ])('take %o as a number of days: mistake %o', (value, wrong) => {
    const found = mistakes({ ...typed(saved), 'retention.jobs': value });
    expect('retention.jobs' in found).toBe(wrong);
    expect(Object.keys(found).length).toBe(wrong ? 1 : 0);
  });
});
