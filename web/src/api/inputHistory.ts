import { infiniteQueryOptions, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, call } from './client';
import { documentsKey } from './files';
import { type Branch, inputsKey } from './inputs';
import type { components } from './schema';

type Schemas = components['schemas'];

/** What one edit did to a row, or to the table if it names none. */
export type Change = Schemas['InputChange'];
/** What was brought back, and what could not be. */
export type Restored = Schemas['Restored'];

/** Which changes a history tells: all, those of a row, or those of a cell. */
export interface HistoryOf {
  readonly rowId?: string | undefined;
  readonly columnId?: string | undefined;
}

/** Who changed what, the newest first, page by page. */
export function historyQuery(inputTableId: string, branch: Branch, { rowId, columnId }: HistoryOf) {
  const of = { ...(rowId && { rowId }), ...(columnId && { columnId }) };
  return infiniteQueryOptions({
    queryKey: [...inputsKey, inputTableId, 'history', branch, of],
    queryFn: ({ pageParam }) =>
      call(
        api.GET('/v2/input-tables/{inputTableId}/history', {
          params: {
            path: { inputTableId },
            query: { ...of, branch, limit: 50, ...(pageParam && { page: pageParam }) },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextPage ?? undefined,
  });
}

/** Brings back what was; what is known of the input table is asked for again afterwards. */
export function useReversals(inputTableId: string) {
  const queries = useQueryClient();
  return useMemo(() => {
    const params = { path: { inputTableId } };
    const changed = async (request: Promise<Restored>): Promise<Restored> => {
      const answer = await request;
      void queries.invalidateQueries({ queryKey: documentsKey });
      await queries.invalidateQueries({ queryKey: [...inputsKey, inputTableId] });
      return answer;
    };
    return {
      restore: (body: Schemas['RestoreInput']) =>
        changed(call(api.POST('/v2/input-tables/{inputTableId}/restore', { params, body }))),
      undo: (body: Schemas['UndoInput']) =>
        changed(call(api.POST('/v2/input-tables/{inputTableId}/undo', { params, body }))),
    };
  }, [inputTableId, queries]);
}
