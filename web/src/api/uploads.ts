import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useIsLive, useRefresh, useTopic } from '../live/useTopic';
import { api, call } from './client';
import type { components } from './schema';
import { useMemberTopic } from './session';

type Schemas = components['schemas'];

/** A file on its way into a table. */
export type Upload = Schemas['Upload'];
/** How a file is written. */
export type Dialect = Schemas['Dialect'];
/** What the beginning of a file looks like; partial while the file goes on. */
export type Preview = Schemas['Preview'];
export type PreviewColumn = Schemas['PreviewColumn'];
export type ColumnChoice = Schemas['ColumnChoice'];
/** What a member decided instead of what was found; absent means as found. */
export type ReadOptions = Schemas['Options'];
/** A connection the member may upload to, with its destinations. */
export type Target = Schemas['UploadTarget'];
export type ImportRequest = Schemas['ImportRequest'];

/** A file is previewed once so much of it, or all, has arrived. */
export const PREVIEW_BYTES = 1 << 20;

const POLL = 500;
const key = ['uploads'] as const;

/** Whether nothing more will happen to an upload. */
export function hasEnded(upload: Upload): boolean {
  return upload.state === 'done' || upload.state === 'failed' || upload.state === 'canceled';
}

const activeKey = [...key, 'active'] as const;

/** The member's uploads that have not ended. */
export function useActiveUploads() {
  const isLive = useIsLive();
  useRefresh(useMemberTopic(), [activeKey], ['uploads']);
  return useQuery({
    queryKey: activeKey,
    queryFn: async (): Promise<Upload[]> => {
      const page = await call(api.GET('/v2/uploads', { params: { query: { limit: 100 } } }));
      return page.entries.filter((upload) => !hasEnded(upload));
    },
    refetchInterval: ({ state }) => (!isLive && state.data?.length ? 2 * POLL : false),
  });
}

/** Puts what is told of an import into the list of active uploads. */
export function useActiveProgress(upload: Upload): void {
  const queries = useQueryClient();
  const { uploadId } = upload;
  useTopic(upload.state === 'importing' ? `upload/${uploadId}` : undefined, (news) => {
    if (news.what !== 'fleeting') return;
    queries.setQueryData<Upload[]>(activeKey, (list) =>
      list?.map((one) => (one.uploadId === uploadId ? withProgress(one, news.data) : one)),
    );
  });
}

/** One upload. Bytes that arrive are not told of, so it is asked for again while they do; all else is told. */
export function useUpload(uploadId: string) {
  const isLive = useIsLive();
  const queries = useQueryClient();
  const queryKey = [...key, uploadId];
  useTopic(`upload/${uploadId}`, (news) => {
    if (news.what !== 'fleeting') return void queries.invalidateQueries({ queryKey, exact: true });
    queries.setQueryData<Upload>(queryKey, (upload) => upload && withProgress(upload, news.data));
  });
  return useQuery({
    queryKey,
    queryFn: (): Promise<Upload> =>
      call(api.GET('/v2/uploads/{uploadId}', { params: { path: { uploadId } } })),
    refetchInterval: ({ state }) =>
      state.data?.state === 'receiving' || (state.data?.state === 'importing' && !isLive) ? POLL : false,
  });
}

/** An upload with how far it has come; that may be told late, when it has ended already. */
function withProgress(upload: Upload, progress: unknown): Upload {
  return upload.state === 'importing' ? { ...upload, progress: progress as Schemas['Progress'] } : upload;
}

/** How the file reads with these options; the last answer stays while a new one is made. */
export function usePreview(upload: Upload, options: ReadOptions) {
  return useQuery({
    queryKey: [...key, upload.uploadId, 'preview', options, upload.state === 'receiving'],
    queryFn: (): Promise<Preview> =>
      call(
        api.POST('/v2/uploads/{uploadId}/preview', {
          params: { path: { uploadId: upload.uploadId } },
          body: { options },
        }),
      ),
    enabled: upload.received >= Math.min(upload.size, PREVIEW_BYTES),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** Announces a file. */
export function createUpload(fileName: string, size: number): Promise<Upload> {
  return call(api.POST('/v2/uploads', { body: { fileName, size } }));
}

/** Asks where an upload stands. */
export function getUpload(uploadId: string): Promise<Upload> {
  return call(api.GET('/v2/uploads/{uploadId}', { params: { path: { uploadId } } }));
}

/** Starts the import. */
export function useImport(uploadId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: ImportRequest): Promise<Upload> =>
      call(api.POST('/v2/uploads/{uploadId}/import', { params: { path: { uploadId } }, body })),
    onSuccess: (upload) => queries.setQueryData([...key, uploadId], upload),
  });
}

/** Cancels an upload in any state; nothing of it stays. */
export function useCancel() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (uploadId: string): Promise<Upload> =>
      call(api.DELETE('/v2/uploads/{uploadId}', { params: { path: { uploadId } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
  });
}

/** Where the member may upload to. */
export const targetsQuery = queryOptions({
  queryKey: ['upload-targets'],
  queryFn: async (): Promise<Target[]> => {
    const list = await call(api.GET('/v2/upload-targets'));
    return list.entries;
  },
});

/** The address of the values that were rejected, as CSV. */
export function rejectsAddress(uploadId: string): string {
  return `/v2/uploads/${encodeURIComponent(uploadId)}/rejects`;
}

/** Whether there are rejected values to download, also of an import that stopped because of them. */
export function useHasRejects(uploadId: string) {
  return useQuery({
    queryKey: [...key, uploadId, 'rejects'],
    queryFn: async () => {
      // The list may be long and is not wanted yet: the answer's head is enough.
      const stop = new AbortController();
      const answer = await fetch(rejectsAddress(uploadId), { signal: stop.signal });
      stop.abort();
      return answer.ok;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** How far an upload is with what it does now; the phase of sending bytes is "sending". */
export interface Measure {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly unit: 'bytes' | 'rows';
}

/** Measures an upload. Reading counts bytes; what follows counts rows. */
export function measureOf(upload: Upload): Measure {
  const { progress } = upload;
  if (upload.state === 'receiving') {
    return { phase: 'sending', done: upload.received, total: upload.size, unit: 'bytes' };
  }
  if (!progress) return { phase: 'starting', done: 0, total: 0, unit: 'rows' };
  if (progress.phase === 'reading') {
    return { phase: 'reading', done: progress.bytes, total: progress.totalBytes, unit: 'bytes' };
  }
  return { phase: progress.phase, done: progress.rows, total: progress.totalRows, unit: 'rows' };
}
