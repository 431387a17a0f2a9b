import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, call } from './client';
import { documentsKey } from './files';
import { Problem } from './problems';
import type { components } from './schema';

type Schemas = components['schemas'];

/** A cell: the canonical text of its value, null for NULL. */
export type Cell = string | null;
/** An input table as lists show it. */
export type InputTableEntry = Schemas['InputTable'];
/** An input table as the member sees it, with what the edit log says of a branch. */
export type InputTable = Schemas['InputTableState'];
export type InputColumn = Schemas['InputColumn'];
export type InputRules = Schemas['InputRules'];
export type InputFlag = Schemas['InputFlag'];
export type InputRow = Schemas['InputRow'];
export type InputRows = Schemas['InputRows'];
export type InputParent = Schemas['InputParent'];
export type InputDraft = Schemas['InputTableDraft'];
export type Branch = InputTable['branch'];
export type InputMode = InputTable['inputMode'];
export type InputType = InputColumn['type'];
export type RowChange = Schemas['RowInput'];
export type RowPlace = Schemas['RowPlace'];
export type RowResult = Schemas['RowResult'];
export type CellResult = Schemas['CellResult'];
export type RowsAnswer = Schemas['RowsAnswer'];

/** The types, in the order in which people are offered them. */
export const inputTypes = [
  'text',
  'integer',
  'decimal',
  'date',
  'timestamp',
  'checkbox',
  'single-select',
  'multi-select',
] as const satisfies readonly InputType[];

/** How a value of a filter is compared. */
export type Operator =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'contains'
  | 'startsWith'
  | 'isNull'
  | 'notNull';

/** What the rows of a filter have to meet. */
export interface Condition {
  column: string;
  op: Operator;
  value?: string;
}

/** Which rows are read, and in which order: ids of columns, those after "-" downwards. */
export interface RowsQuery {
  branch: Branch;
  conditions: readonly Condition[];
  sort: readonly string[];
  page: string;
  limit: number;
  count: boolean;
  /** The rows as they were after an edit, by its number, or at a time; as they are if nothing is named. */
  asOf?: string | undefined;
}

/** Where all that is known of input tables is kept, each under its id. */
export const inputsKey = ['input-tables'] as const;

/** An input table, with its columns in one of its branches; in the one that is read if none is named. */
export function inputQuery(inputTableId: string, branch?: Branch) {
  return queryOptions({
    queryKey: [...inputsKey, inputTableId, branch ?? 'read'],
    queryFn: (): Promise<InputTable> =>
      call(
        api.GET('/v2/input-tables/{inputTableId}', {
          params: { path: { inputTableId }, query: branch ? { branch } : {} },
        }),
      ),
  });
}

/** The input tables that the member may see; the first thousand, if there are as many. */
export const inputsQuery = queryOptions({
  queryKey: [...inputsKey, 'list'],
  queryFn: async (): Promise<InputTableEntry[]> =>
    (await call(api.GET('/v2/input-tables', { params: { query: { limit: 1000 } } }))).entries,
});

/** Reads rows. */
export function readInputRows(
  inputTableId: string,
  { branch, conditions, sort, page, limit, count, asOf }: RowsQuery,
  signal: AbortSignal,
): Promise<InputRows> {
  const query = {
    ...{ branch, limit, count },
    ...(conditions.length > 0 && { filter: JSON.stringify({ and: conditions }) }),
    ...(sort.length > 0 && { sort: [sort.join(',')] }),
    ...(page && { page }),
    ...(asOf && { asOf }),
  };
  const params = { path: { inputTableId }, query };
  return call(api.GET('/v2/input-tables/{inputTableId}/rows', { params, signal }));
}

/** Makes an input table in a document. */
export function createInput(body: InputDraft): Promise<InputTable> {
  return call(api.POST('/v2/input-tables', { body }));
}

/** The values that wait beside their cells; the first two hundred, if there are as many. */
export function flagsQuery(inputTableId: string, branch: Branch) {
  return queryOptions({
    queryKey: [...inputsKey, inputTableId, 'flags', branch],
    queryFn: () =>
      call(
        api.GET('/v2/input-tables/{inputTableId}/flags', {
          params: { path: { inputTableId }, query: { branch, limit: 200 } },
        }),
      ),
  });
}

/** Which values of a column would be none of another type. */
export function retypeQuery(inputTableId: string, columnId: string, type: InputType) {
  return queryOptions({
    queryKey: [...inputsKey, inputTableId, 'retype', columnId, type],
    queryFn: () =>
      call(
        api.POST('/v2/input-tables/{inputTableId}/columns/{columnId}/retype-preview', {
          params: { path: { inputTableId, columnId } },
          body: { type },
        }),
      ),
  });
}

/** Everything that is done to an input table; what is known of it is asked for again afterwards. */
export type InputChanges = ReturnType<typeof useInputChanges>;

export function useInputChanges(inputTableId: string) {
  const queries = useQueryClient();
  return useMemo(() => {
    const known = { queryKey: [...inputsKey, inputTableId] };
    const changed = async <T>(request: Promise<T>): Promise<T> => {
      const answer = await request;
      void queries.invalidateQueries({ queryKey: documentsKey });
      await queries.invalidateQueries(known);
      return answer;
    };
    /** Values that were refused wait beside their cells from now on. */
    const flagged = (answer: RowsAnswer) => {
      const cells = answer.rows.flatMap((row) => row.cells ?? []);
      if (cells.some(({ status }) => status === 'refused')) void queries.invalidateQueries(known);
      return answer;
    };
    const params = { path: { inputTableId } };
    const rows = (list: RowChange[], key: string) => ({
      params: { ...params, header: { 'Idempotency-Key': key } },
      body: { rows: list },
    });
    const column = (columnId: string) => ({ params: { path: { inputTableId, columnId } } });
    return {
      update: (list: RowChange[], key: string) =>
        call(api.PATCH('/v2/input-tables/{inputTableId}/rows', rows(list, key)))
          .catch(conflictOf)
          .then(flagged),
      insert: (list: RowChange[], key: string) =>
        call(api.POST('/v2/input-tables/{inputTableId}/rows', rows(list, key))),
      remove: (rowIds: readonly string[], key: string) =>
        call(
          api.DELETE(
            '/v2/input-tables/{inputTableId}/rows',
            rows(
              rowIds.map((rowId) => ({ rowId })),
              key,
            ),
          ),
        ),
      rename: (name: string, version: number) =>
        changed(call(api.PATCH('/v2/input-tables/{inputTableId}', { params, body: { name, version } }))),
      addColumn: (body: Schemas['NewInputColumn']) =>
        changed(call(api.POST('/v2/input-tables/{inputTableId}/columns', { params, body }))),
      changeColumn: (columnId: string, body: Schemas['ColumnPatch']) =>
        changed(
          call(
            api.PATCH('/v2/input-tables/{inputTableId}/columns/{columnId}', { ...column(columnId), body }),
          ),
        ),
      removeColumn: (columnId: string) =>
        changed(call(api.DELETE('/v2/input-tables/{inputTableId}/columns/{columnId}', column(columnId)))),
      restoreColumn: (columnId: string) =>
        changed(
          call(api.POST('/v2/input-tables/{inputTableId}/columns/{columnId}/restore', column(columnId))),
        ),
      setRules: (columnId: string, body: InputRules) =>
        changed(
          call(
            api.PUT('/v2/input-tables/{inputTableId}/columns/{columnId}/rules', {
              ...column(columnId),
              body,
            }),
          ),
        ),
      discard: (cells: Schemas['CellRef'][]) =>
        changed(call(api.POST('/v2/input-tables/{inputTableId}/flags/discard', { params, body: { cells } }))),
    };
  }, [inputTableId, queries]);
}

/** The server refuses a change of a single row that conflicts; what became of it is told like that of several. */
function conflictOf(error: unknown): RowsAnswer {
  if (error instanceof Problem && error.status === 409 && Array.isArray(error.body.rows)) {
    return { firstEdit: 0, lastEdit: 0, rows: error.body.rows };
  }
  throw error;
}
