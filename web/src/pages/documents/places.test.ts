import { describe, expect, it } from 'vitest';
import { isSortable, keyOf, listSearch, placeOf } from './places';

describe('the address', () => {
  it('names the place', () => {
    expect(placeOf('/', undefined)).toEqual({ in: 'home' });
    expect(placeOf('/trash', undefined)).toEqual({ in: 'trash' });
    expect(placeOf('/trash/', undefined)).toEqual({ in: 'trash' });
    expect(placeOf('/f/42', '42')).toEqual({ in: 'folder', id: '42' });
    expect(placeOf('/toString', undefined)).toEqual({ in: 'home' });
    expect(keyOf({ in: 'folder', id: '42' })).toBe('42');
    expect(keyOf({ in: 'shared' })).toBe('shared');
  });

  it('keeps sort and search, and nothing that makes no sense', () => {
    expect(listSearch({ sort: 'updatedAt', desc: true, q: 'plan' })).toEqual({
      sort: 'updatedAt',
      desc: true,
      q: 'plan',
    });
    expect(listSearch({ sort: 'size', desc: 'yes', q: ' ', more: 1 })).toEqual({});
    expect(listSearch({ q: 7 })).toEqual({});
  });
});

it('lets the order be chosen where the list has none of its own', () => {
  expect(isSortable({ in: 'folder', id: '1' }, {})).toBe(true);
  expect(isSortable({ in: 'recent' }, {})).toBe(false);
  expect(isSortable({ in: 'recent' }, { q: 'plan' })).toBe(true);
});
