import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, call } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];

/** How a table is sent by e-mail. */
export type Delivery = Schemas['Delivery'];
/** When it is sent again and again. */
export type Timing = Schemas['Timing'];
/** A table that is sent again and again. */
export type ExportSchedule = Schemas['ExportSchedule'];
/** One time that it was sent, or was to be. */
export type ExportRun = Schemas['ExportRun'];
/** A member, by name. */
export type Person = Schemas['Person'];

const schedulesKey = (tableId: string) => ['export-schedules', tableId] as const;
const runningMilliseconds = 1000;

/** The schedules of a table that the member may know of; asked again while one of them runs. */
export function schedulesQuery(tableId: string) {
  return queryOptions({
    queryKey: schedulesKey(tableId),
    queryFn: () =>
      call(api.GET('/v2/tables/{tableId}/export-schedules', { params: { path: { tableId } } })).then(
        ({ entries }) => entries,
      ),
    refetchInterval: ({ state }) => (state.data?.some(isRunning) ? runningMilliseconds : false),
  });
}

function isRunning({ runs }: ExportSchedule): boolean {
  return runs.some(({ state }) => state === 'queued' || state === 'running');
}

/** Has a table sent now. */
export function useSendTable(tableId: string) {
  return useMutation({
    mutationFn: (body: Delivery) =>
      call(api.POST('/v2/tables/{tableId}/send', { params: { path: { tableId } }, body })),
  });
}

/** What a schedule is to be; one with an id is changed to it. */
export interface ScheduleDraft {
  scheduleId?: string | undefined;
  delivery: Delivery;
  schedule: Timing;
}

/** What can be done to the schedules of a table. */
export function useScheduleActs(tableId: string) {
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: schedulesKey(tableId) });
  const path = '/v2/export-schedules/{scheduleId}';
  const of = (scheduleId: string) => ({ params: { path: { scheduleId } } });
  return {
    save: useMutation({
      mutationFn: ({ scheduleId, ...body }: ScheduleDraft) =>
        scheduleId
          ? call(api.PATCH(path, { ...of(scheduleId), body }))
          : call(api.POST('/v2/tables/{tableId}/export-schedules', { params: { path: { tableId } }, body })),
      onSuccess,
    }),
    suspend: useMutation({
      mutationFn: ({ scheduleId, isSuspended }: Pick<ExportSchedule, 'scheduleId' | 'isSuspended'>) =>
        call(api.PATCH(path, { ...of(scheduleId), body: { isSuspended } })),
      onSuccess,
    }),
    run: useMutation({
      mutationFn: (scheduleId: string) =>
        call(api.POST('/v2/export-schedules/{scheduleId}/run', of(scheduleId))),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (scheduleId: string) => call(api.DELETE(path, of(scheduleId))),
      onSuccess,
    }),
  };
}

/** Members to send a document's table to, by a part of their name; none for those who may not share the document. */
export function useRecipients(fileId: string | null, search: string) {
  return useQuery({
    queryKey: ['recipients', fileId, search],
    enabled: fileId !== null,
    queryFn: async (): Promise<Person[]> => {
      const params = { path: { fileId: fileId ?? '' }, query: { search } };
      const { entries } = await call(api.GET('/v2/files/{fileId}/grantees', { params }));
      return entries.flatMap(({ member }) => member ?? []);
    },
    placeholderData: keepPreviousData,
  });
}
