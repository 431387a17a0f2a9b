import { describe, expect, it } from 'vitest';
import { type Below, find, isFolder, isPlaceholder, treeOf } from './tree';

const places = [
  { kind: 'home', name: 'My documents' },
  { kind: 'workspaces', name: 'Workspaces' },
  { kind: 'trash', name: 'Trash' },
] as const;

const folder = (id: string, type = 'folder') => ({ id, name: `the ${id}`, type });

function tree(known: Record<string, Below>, open: string[]) {
  return treeOf(
    places,
    (key) => known[key],
    (key) => open.includes(key),
  );
}

describe('the tree of places', () => {
  it('lets closed branches be opened, and nothing lies below Trash', () => {
    const [home, , trash] = tree({ home: { folders: [] } }, []);
    expect(home?.children.map(({ kind }) => kind)).toEqual(['loading']);
    expect(trash?.children).toEqual([]);
  });

  it('goes as deep as branches are open', () => {
    const known = {
      workspaces: { folders: [folder('sales', 'workspace')] },
      sales: { folders: [folder('north'), folder('south')] },
      north: { folders: [] },
    };
    const all = tree(known, ['workspaces', 'sales', 'north']);
    expect(find(all, 'sales')?.kind).toBe('workspace');
    expect(find(all, 'sales')?.children.map(({ key }) => key)).toEqual(['north', 'south']);
    expect(find(all, 'north')?.children.map(({ kind }) => kind)).toEqual(['nothing']);
    expect(find(all, 'south')?.children.map(({ kind }) => kind)).toEqual(['loading']);
  });

  it('says why a branch could not be loaded', () => {
    const all = tree({ home: { error: 'The server is away.' } }, ['home']);
    const [failed] = all[0]?.children ?? [];
    expect(failed).toMatchObject({ kind: 'failed', name: 'The server is away.', key: 'failed home' });
    expect(failed && isPlaceholder(failed)).toBe(true);
  });

  it('takes things into folders only', () => {
    expect(isFolder({ kind: 'home' })).toBe(true);
    expect(isFolder({ kind: 'workspace' })).toBe(true);
    expect(isFolder({ kind: 'workspaces' })).toBe(false);
    expect(isFolder({ kind: 'trash' })).toBe(false);
  });
});
