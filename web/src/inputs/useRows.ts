import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type InputTable, readInputRows } from '../api/inputs';
import { useTopic } from '../live/useTopic';
import type { View } from './desk';
import type { InputEdits } from './edits';
import { InputSource } from './source';
import type { ReadRows } from './store';

/** Rows read at once. */
const PAGE = 500;

/** The rows of a view, followed as others change them; while another view is read the one before stays. */
export function useRows(table: InputTable, view: View, edits: InputEdits, isLocked: boolean) {
  const { inputTableId, branch, columns, parent } = table;
  const shown = columns.filter(({ removed }) => !removed);
  const query = useQuery({
    queryKey: ['input-rows', inputTableId, branch, view, isLocked, shown],
    queryFn: async ({ signal }) => {
      const read = reader(inputTableId, branch, view);
      const first = await read('', true, signal);
      const source = new InputSource(first.columns, edits, read, isLocked, parent);
      source.store.start(first);
      return source;
    },
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    structuralSharing: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const source = query.data;
  if (source) edits.attach(source);
  useTopic(view.asOf === undefined ? `input/${inputTableId}` : undefined, () => source?.refresh());
  return query;
}

function reader(
  inputTableId: string,
  branch: InputTable['branch'],
  { conditions, sort, asOf }: View,
): ReadRows {
  const order = sort.map(({ column, desc }) => (desc ? `-${column}` : column));
  return (page, count, signal) =>
    readInputRows(inputTableId, { branch, conditions, sort: order, page, limit: PAGE, count, asOf }, signal);
}
