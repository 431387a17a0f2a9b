import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toProblem } from '../api/problems';
import { belowQuery, list } from './queries';
import { ancestorsOf, type Below, isObject, keyOf, type Node, nodesBelow, oldest, pathOf } from './tree';

/** Which branches of the explorer tree are open, and what is known below each. */
export function useBranches(connectionId: string, chosen: readonly string[] | undefined) {
  const client = useQueryClient();
  const [kinds, setOpen] = useState<ReadonlyMap<string, Node['kind']>>(() => ancestorsOf(chosen));
  const branches: [key: string, kind: Node['kind']][] = [[keyOf([]), 'database'], ...kinds];
  const answers = useQueries({
    queries: branches.map(([key, kind]) => belowQuery(connectionId, pathOf(key) ?? [], kind)),
  });
  const known = new Map<string, Below>(
    answers.map((answer, index) => {
      const failed = answer.error ? { error: toProblem(answer.error).message } : {};
      return [branches[index]?.[0] ?? '', answer.data ?? failed];
    }),
  );

  async function refresh(): Promise<void> {
    const lists = branches.filter(([, kind]) => !isObject(kind)).map(([key]) => pathOf(key) ?? []);
    for (const path of lists) {
      const listing = await list(connectionId, path, true);
      client.setQueryData(belowQuery(connectionId, path, 'schema').queryKey, { listing });
    }
  }

  return {
    nodes: nodesBelow(
      [],
      (key) => known.get(key),
      (key) => kinds.has(key),
    ),
    kinds,
    setOpen,
    asOf: oldest([...known.values()]),
    refresh,
    retry: (path: readonly string[]) =>
      client.refetchQueries({ queryKey: ['explorer', connectionId, 'below', path], exact: true }),
  };
}
