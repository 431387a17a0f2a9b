import { describe, expect, it } from 'vitest';
import { ancestorsOf, type Below, keyOf, nodesBelow, oldest, pathOf } from './tree';

const asOf = '2026-01-01T00:00:00Z';
const known = new Map<string, Below>([
  [keyOf([]), { listing: { asOf, entries: [{ name: 'a.b', kind: 'schema', path: ['a.b'] }] } }],
  [
    keyOf(['a.b']),
    {
      listing: { asOf: '2025-12-31T00:00:00Z', entries: [{ name: 't', kind: 'table', path: ['a.b', 't'] }] },
    },
  ],
  [keyOf(['a.b', 't']), { columns: [{ name: 'id', type: { kind: 'integer' }, native: 'bigint' }] }],
]);
const open = (...paths: string[][]) => {
  const keys = paths.map(keyOf);
  return (key: string) => keys.includes(key);
};
const below = (key: string) => known.get(key);

describe('nodesBelow', () => {
  it('lets a closed branch be opened', () => {
    const [schema] = nodesBelow([], below, open());
    expect(schema).toMatchObject({ name: 'a.b', kind: 'schema', isBranch: true });
    expect(schema?.children.map((node) => node.kind)).toEqual(['loading']);
  });

  it('shows columns below an open table; choosing one means its table', () => {
    const [schema] = nodesBelow([], below, open(['a.b'], ['a.b', 't']));
    const column = schema?.children[0]?.children[0];
    expect(column).toMatchObject({ name: 'id', kind: 'column', note: 'bigint', path: ['a.b', 't'] });
  });

  it('says that a branch loads, failed or is empty', () => {
    const kindBelow = (state: Below | undefined) => nodesBelow(['x'], () => state, open())[0]?.kind;
    expect(kindBelow(undefined)).toBe('loading');
    expect(kindBelow({})).toBe('loading');
    expect(kindBelow({ error: 'no' })).toBe('failed');
    expect(kindBelow({ listing: { asOf, entries: [] } })).toBe('nothing');
  });

  it('gives every node its own key', () => {
    const all = nodesBelow([], below, open(['a.b'], ['a.b', 't']));
    const keys = all.flatMap((n) => [
      n.key,
      ...n.children.flatMap((c) => [c.key, ...c.children.map((g) => g.key)]),
    ]);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('keys', () => {
  it('turn back into paths, whatever the names hold', () => {
    for (const path of [[], ['a.b', 'c"d'], ['[x]', '']]) expect(pathOf(keyOf(path))).toEqual(path);
  });

  it('of placeholders and columns are no paths', () => {
    const [placeholder] = nodesBelow(['x'], () => undefined, open());
    expect(pathOf(placeholder?.key ?? '')).toBeUndefined();
  });
});

it('opens the branches above a chosen object', () => {
  expect([...ancestorsOf(['a', 'b', 't']).keys()]).toEqual([keyOf(['a']), keyOf(['a', 'b'])]);
  expect(ancestorsOf(undefined).size).toBe(0);
});

it('is as old as the oldest list shown', () => {
  expect(oldest([...known.values()])).toBe('2025-12-31T00:00:00Z');
  expect(oldest([])).toBeUndefined();
});
