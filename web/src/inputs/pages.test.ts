import { describe, expect, it } from 'vitest';
import { Pages } from './pages';

const all = { first: 0, last: 5 };

function filled(): Pages<string> {
  const pages = new Pages<string>();
  pages.put('', { rows: ['a', 'b'], next: 'b' });
  pages.put('b', { rows: ['c', 'd'], next: 'd' });
  pages.put('d', { rows: ['e', 'f'], next: null });
  return pages;
}

describe('Pages', () => {
  it('asks for one page after the other until the span is here', () => {
    const pages = new Pages<string>();
    expect(pages.missing({ first: 0, last: 3 })).toBe('');
    pages.put('', { rows: ['a', 'b'], next: 'b' });
    expect(pages.missing({ first: 0, last: 1 })).toBeNull();
    expect(pages.missing({ first: 0, last: 3 })).toBe('b');
    pages.put('b', { rows: ['c'], next: null });
    expect(pages.missing({ first: 0, last: 3 })).toBeNull();
    expect([0, 1, 2, 3].map((i) => pages.at(i))).toEqual(['a', 'b', 'c', undefined]);
    expect(pages.length).toBe(3);
  });

  it('reads stale pages again only where they are seen, and keeps showing them until then', () => {
    const pages = filled();
    pages.expire();
    expect(pages.missing({ first: 2, last: 3 })).toBe('b');
    expect(pages.at(2)).toBe('c');
    pages.put('b', { rows: ['c', 'D'], next: 'd' });
    expect(pages.missing({ first: 2, last: 3 })).toBeNull();
    expect(pages.missing({ first: 4, last: 5 })).toBe('d');
    expect(pages.missing({ first: 0, last: 1 })).toBe('');
  });

  it('drops pages that no longer follow', () => {
    const pages = filled();
    pages.put('b', { rows: ['c', 'c2'], next: 'c2' });
    expect(pages.length).toBe(4);
    expect(pages.missing(all)).toBe('c2');
  });

  it('reads an empty table again', () => {
    const pages = new Pages<string>();
    pages.put('', { rows: [], next: null });
    expect(pages.missing(all)).toBeNull();
    pages.expire();
    expect(pages.missing(all)).toBe('');
  });

  it('finds and changes rows', () => {
    const pages = filled();
    expect(pages.find((row) => row === 'e')).toBe(4);
    expect(pages.find((row) => row === 'z')).toBe(-1);
    pages.change((row) => (row === 'e' ? 'E' : row));
    expect(pages.at(4)).toBe('E');
  });
});
