import type { Column, Entry, Listing } from '../api/model';

/** One line of the explorer tree. Its key is unique in the tree and can be turned back into the path. */
export interface Node {
  key: string;
  name: string;
  kind: Entry['kind'] | 'column' | 'loading' | 'failed' | 'nothing';
  path: readonly string[];
  /** The native type of a column; why a branch could not be loaded. */
  note: string;
  isBranch: boolean;
  children: Node[];
}

/** What lies below a path, or why that is not known; none of them while it loads. */
export interface Below {
  listing?: Listing;
  columns?: readonly Column[];
  error?: string;
}

/** The key of the node at a path. */
export function keyOf(path: readonly string[]): string {
  return JSON.stringify(path);
}

/** The path a key was made of; undefined for a placeholder's. */
export function pathOf(key: string): string[] | undefined {
  return key.startsWith('[') ? (JSON.parse(key) as string[]) : undefined;
}

/** The nodes below a path, as deep as branches are open. What is still to come has a placeholder. */
export function nodesBelow(
  path: readonly string[],
  below: (key: string) => Below | undefined,
  isOpen: (key: string) => boolean,
): Node[] {
  const known = below(keyOf(path)) ?? {};
  if (known.listing?.entries.length === 0 || known.columns?.length === 0)
    return [placeholder('nothing', path)];
  if (known.listing) {
    return known.listing.entries.map((entry) => branch(entry, below, isOpen));
  }
  if (known.columns) return known.columns.map((column) => leaf(column, path));
  return [
    known.error === undefined ? placeholder('loading', path) : placeholder('failed', path, known.error),
  ];
}

function branch(
  entry: Entry,
  below: (key: string) => Below | undefined,
  isOpen: (key: string) => boolean,
): Node {
  const key = keyOf(entry.path);
  // A closed branch holds a placeholder, because a line without anything below
  // it cannot be opened with the keyboard.
  const children = isOpen(key) ? nodesBelow(entry.path, below, isOpen) : [placeholder('loading', entry.path)];
  return { key, name: entry.name, kind: entry.kind, path: entry.path, note: '', isBranch: true, children };
}

function leaf(column: Column, table: readonly string[]): Node {
  const path = [...table, column.name];
  return {
    key: `column ${keyOf(path)}`,
    name: column.name,
    kind: 'column',
    path: table,
    note: column.native,
    isBranch: false,
    children: [],
  };
}

function placeholder(kind: 'loading' | 'failed' | 'nothing', path: readonly string[], note = ''): Node {
  return { key: `${kind} ${keyOf(path)}`, name: '', kind, path, note, isBranch: false, children: [] };
}

/** Whether a node can be looked into on the right. */
export function isObject(kind: Node['kind']): boolean {
  return kind === 'table' || kind === 'view';
}

/** The branches that must be open for an object to be seen in the tree, with what kind each is. */
export function ancestorsOf(path: readonly string[] = []): Map<string, Node['kind']> {
  return new Map(path.slice(0, -1).map((_, depth) => [keyOf(path.slice(0, depth + 1)), 'schema']));
}

/** The time of the oldest list among those shown; undefined before the first has come. */
export function oldest(all: readonly Below[]): string | undefined {
  const times = all.flatMap((below) => (below.listing ? [below.listing.asOf] : []));
  return times.sort((a, b) => Date.parse(a) - Date.parse(b))[0];
}
