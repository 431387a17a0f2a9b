import { describe, expect, it } from 'vitest';
import type { File } from '../api/files';
import { levelName, verbsFor } from './kinds';

const everything = ['view', 'rename', 'move', 'copy', 'share', 'delete'];

function file(change: Partial<File> = {}): File {
  const type = change.type ?? 'workbook';
  const noun = type === 'folder' || type === 'workspace' ? 'folder' : 'doc';
  return {
    id: '1',
    name: 'Plan',
    type,
    path: '',
    level: 'edit',
    ownerId: 'ann',
    actions: everything.map((verb) => `${noun}.${verb}`),
    isFavorite: false,
    isArchived: false,
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
    ...change,
  } as File;
}

describe('the level', () => {
  it('is called as its kind calls it', () => {
    expect(levelName(file(), 'bob')).toBe('Can edit');
    expect(levelName(file({ type: 'folder', level: 'manage' }), 'bob')).toBe('Can manage');
    expect(levelName(file({ type: 'workspace', level: 'contribute' }), 'bob')).toBe('Can contribute');
  });

  it('of who owns a document is Owner; a folder has a creator only', () => {
    expect(levelName(file(), 'ann')).toBe('Owner');
    expect(levelName(file({ type: 'folder', level: 'manage' }), 'ann')).toBe('Can manage');
    expect(levelName(file(), undefined)).toBe('Can edit');
  });
});

describe('what can be done', () => {
  it('is what the server lets the member do', () => {
    expect(verbsFor([file()])).toEqual(['open', 'share', 'rename', 'move', 'copy', 'favorite', 'trash']);
    expect(verbsFor([file({ actions: ['doc.view', 'doc.copy'] })])).toEqual(['open', 'copy', 'favorite']);
    expect(verbsFor([file({ type: 'folder' })])).not.toContain('copy');
  });

  it('with several is what can be done with each', () => {
    expect(verbsFor([file(), file({ isFavorite: true })])).toEqual(['move', 'copy', 'favorite', 'trash']);
    expect(verbsFor([file(), file({ actions: [] })])).toEqual(['favorite']);
    expect(verbsFor([file({ isFavorite: true })])).toContain('unfavorite');
    expect(verbsFor([])).toEqual([]);
  });

  it('with what is in the trash is to bring it back, or to end it one by one', () => {
    const gone = file({ isArchived: true, actions: ['doc.restore', 'doc.purge'] });
    expect(verbsFor([gone])).toEqual(['restore', 'purge']);
    expect(verbsFor([gone, gone])).toEqual(['restore']);
    expect(verbsFor([gone, file()])).not.toContain('restore');
  });
});
