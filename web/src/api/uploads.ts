import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useIsLive, useRefresh, useTopic } from '../live/useTopic';
import { api, call } from './client';
import type { components } from './schema';
import { useMemberTopic } from './session';

type Schemas = components['schemas'];

/** A file on its way into a table. */
export type Upload = Schemas['Upload'];
/** What a member chose for an earlier file of the same source. */
export type Remembered = Schemas['Remembered'];
/** How far an import is. */
export type Progress = Schemas['Progress'];
/** A connection the member may upload to, with its destinations. */
export type Target = Schemas['UploadTarget'];
export type ImportRequest = Schemas['ImportRequest'];

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
  return upload.state === 'importing' ? { ...upload, progress: progress as Progress } : upload;
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

/** Forgets what was chosen for earlier files of an upload's source. */
export function useForget(uploadId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      call(api.DELETE('/v2/uploads/{uploadId}/remembered', { params: { path: { uploadId } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: [...key, uploadId], exact: true }),
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

/** How far an upload is with what it does now; the phase of sending bytes is "sending". */
export interface Measure {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly unit: 'bytes' | 'rows';
  /** When the phase began, as an ISO-8601 time, if that is known. */
  readonly since?: string | undefined;
}

/** Measures an upload. What reads the file counts bytes; what follows counts rows. */
export function measureOf(upload: Upload): Measure {
  const { progress } = upload;
  if (upload.state === 'receiving') {
    return { phase: 'sending', done: upload.received, total: upload.size, unit: 'bytes' };
  }
  if (!progress) return { phase: 'starting', done: 0, total: 0, unit: 'rows' };
  const { phase, startedAt: since } = progress;
  return phase === 'reading' || phase === 'unpacking'
    ? { phase, done: progress.bytes, total: progress.totalBytes, unit: 'bytes', since }
    : { phase, done: progress.rows, total: progress.totalRows, unit: 'rows', since };
}
