import { describe, expect, it } from 'vitest';
import type { Content, Element } from '../../api/documents';
import * as edit from './content';

const element = (id: string): Element => ({
  id,
  kind: 'table',
  name: `the ${id}`,
  source: { kind: 'csv-table', tableId: `t-${id}` },
});

const book: Content = {
  schema: 1,
  pages: [
    { id: 'p1', name: 'Page 1', elements: [element('a'), element('b'), element('c')] },
    { id: 'p2', name: 'Page 3', elements: [] },
  ],
};

const pages = (content: Content) => content.pages.map(({ id }) => id).join();
const elements = (content: Content) =>
  content.pages.map((page) => page.elements.map(({ id }) => id).join(''));

describe('pages', () => {
  it('are added last, under a name that none has', () => {
    const name = edit.freshName(book, (n) => `Page ${n}`);
    expect(name).toBe('Page 4');
    expect(pages(edit.addPage(book, 'p3', name))).toBe('p1,p2,p3');
  });

  it('are renamed, hidden and shown again', () => {
    expect(edit.renamePage(book, 'p2', 'Sums').pages[1]?.name).toBe('Sums');
    const hidden = edit.hidePage(book, 'p2', true);
    expect(hidden.pages[1]?.hidden).toBe(true);
    expect(edit.hidePage(hidden, 'p2', false)).toEqual(book);
  });

  it('move within bounds', () => {
    expect(pages(edit.movePage(book, 'p1', 1))).toBe('p2,p1');
    expect(pages(edit.movePage(book, 'p1', -1))).toBe('p1,p2');
    expect(pages(edit.movePage(book, 'nothing', 1))).toBe('p1,p2');
  });

  it('are removed, but for the last one', () => {
    const one = edit.removePage(book, 'p1');
    expect(pages(one)).toBe('p2');
    expect(edit.removePage(one, 'p2')).toBe(one);
  });
});

describe('elements', () => {
  it('are added, renamed, moved and removed on their page', () => {
    expect(elements(edit.addElement(book, 'p2', element('d')))).toEqual(['abc', 'd']);
    expect(elements(edit.moveElement(book, 'c', -1))).toEqual(['acb', '']);
    expect(elements(edit.moveElement(book, 'c', 5))).toEqual(['abc', '']);
    expect(elements(edit.removeElement(book, 'b'))).toEqual(['ac', '']);
    expect(edit.renameElement(book, 'b', 'Sums').pages[0]?.elements[1]?.name).toBe('Sums');
  });

  it('leave the content they change as it was', () => {
    const before = JSON.stringify(book);
    edit.removeElement(edit.moveElement(book, 'a', 2), 'b');
    expect(JSON.stringify(book)).toBe(before);
  });
});

it('makes ids that differ', () => {
  const ids = new Set(Array.from({ length: 100 }, edit.newId));
  expect(ids.size).toBe(100);
  expect([...ids].every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
});
