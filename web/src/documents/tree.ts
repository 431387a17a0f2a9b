/** What a branch of the tree of places stands for. */
export type BranchKind =
  | 'home'
  | 'workspaces'
  | 'shared'
  | 'recent'
  | 'favorites'
  | 'trash'
  | 'workspace'
  | 'folder'
  | 'loading'
  | 'failed'
  | 'nothing';

/** One line of the tree of places. A folder's key is its id; that of a place is its kind. */
export interface Branch {
  key: string;
  kind: BranchKind;
  name: string;
  children: Branch[];
}

/** What is known below a branch: its folders, why they are not known, or neither while they load. */
export interface Below {
  folders?: readonly { id: string; name: string; type: string }[];
  error?: string;
}

const branching: ReadonlySet<BranchKind> = new Set(['home', 'workspaces', 'workspace', 'folder']);

/** Whether something may lie below branches of a kind. */
export function branches(kind: BranchKind): boolean {
  return branching.has(kind);
}

/** Whether a branch only says how things are, and stands for nothing. */
export function isPlaceholder({ kind }: Branch): boolean {
  return kind === 'loading' || kind === 'failed' || kind === 'nothing';
}

/** Whether things can be put into a branch. */
export function isFolder({ kind }: Pick<Branch, 'kind'>): boolean {
  return kind === 'home' || kind === 'workspace' || kind === 'folder';
}

/** The branches for these places, as deep as they are open. What is still to come has a placeholder. */
export function treeOf(
  places: readonly { kind: BranchKind; name: string }[],
  below: (key: string) => Below | undefined,
  isOpen: (key: string) => boolean,
): Branch[] {
  return places.map(({ kind, name }) => branchOf(kind, kind, name, below, isOpen));
}

function branchOf(
  key: string,
  kind: BranchKind,
  name: string,
  below: (key: string) => Below | undefined,
  isOpen: (key: string) => boolean,
): Branch {
  if (!branches(kind)) return { key, kind, name, children: [] };
  const known = below(key);
  // A closed branch holds a placeholder, because a line without anything below
  // it cannot be opened with the keyboard.
  if (!isOpen(key)) return { key, kind, name, children: [placeholder('loading', key)] };
  if (known?.error !== undefined)
    return { key, kind, name, children: [placeholder('failed', key, known.error)] };
  if (!known?.folders) return { key, kind, name, children: [placeholder('loading', key)] };
  if (known.folders.length === 0) return { key, kind, name, children: [placeholder('nothing', key)] };
  const children = known.folders.map((folder) =>
    branchOf(folder.id, folder.type === 'workspace' ? 'workspace' : 'folder', folder.name, below, isOpen),
  );
  return { key, kind, name, children };
}

function placeholder(kind: 'loading' | 'failed' | 'nothing', key: string, name = ''): Branch {
  return { key: `${kind} ${key}`, kind, name, children: [] };
}

/** The branch of a key, wherever it is in the tree. */
export function find(tree: readonly Branch[], key: string): Branch | undefined {
  for (const branch of tree) {
    const found = branch.key === key ? branch : find(branch.children, key);
    if (found) return found;
  }
  return undefined;
}
