import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { foldersQuery, useHomeId } from '../api/files';
import { toProblem } from '../api/problems';
import { documents as words } from '../text/en/documents';
import { type Below, type Branch, type BranchKind, branches, treeOf } from './tree';

/** The tree of places: which branches are open, and what is known below each. `toSee` are keys to be open for. */
export function useFolders(kinds: readonly (keyof typeof words.places)[], toSee: readonly string[]) {
  const queries = useQueryClient();
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(['workspaces']));
  useOpening(toSee, setOpen);
  const home = useHomeId();
  const keys = [...open].filter((key) => key !== 'home' || home !== undefined);
  const query = (key: string) => foldersQuery(key === 'workspaces' ? undefined : key === 'home' ? home : key);
  const answers = useQueries({ queries: keys.map(query) });
  const known = new Map<string, Below>(
    answers.map(({ data, error }, i): [string, Below] => [
      keys[i] ?? '',
      data ? { folders: data } : error ? { error: toProblem(error).message } : {},
    ]),
  );
  return {
    tree: treeOf(
      kinds.map((kind) => ({ kind: kind satisfies BranchKind, name: words.places[kind] })),
      (key) => known.get(key),
      (key) => open.has(key),
    ),
    open,
    setOpen,
    toggle: ({ key, kind }: Branch) => branches(kind) && setOpen((before) => toggled(before, key)),
    retry: (key: string) => queries.refetchQueries({ queryKey: query(key).queryKey }),
  };
}

function toggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** Opens what a place lies in when it becomes known; afterwards people may close it again. */
function useOpening(
  keys: readonly string[],
  setOpen: (change: (open: ReadonlySet<string>) => Set<string>) => void,
) {
  const joined = keys.join('\n');
  useEffect(() => {
    if (joined) setOpen((open) => new Set([...open, ...joined.split('\n')]));
  }, [joined, setOpen]);
}
