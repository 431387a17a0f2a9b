import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, call } from './client';
import type { Type } from './tables';

export type UploadState = 'receiving' | 'ready' | 'importing' | 'done' | 'failed' | 'canceled';

/** How far an import is. Totals are 0 while they are not known. */
export interface Progress {
  phase: string;
  bytes: number;
  totalBytes: number;
  rows: number;
  totalRows: number;
}

/** A file on its way into a table. */
export interface Upload {
  uploadId: string;
  fileName: string;
  size: number;
  received: number;
  sha256: string | null;
  state: UploadState;
  tableId: string | null;
  problem: { code: string; field?: string; message: string; hint?: string } | null;
  progress: Progress | null;
  result: { rowsRead: number; rowsLoaded: number; rowsRejected: number } | null;
  createdAt: string;
}

/** How a file is written. */
export interface Dialect {
  encoding: string;
  bom: boolean;
  delimiter: string;
  quote: string;
  escape: string;
  lineEnd: string;
  header: boolean;
}

export interface PreviewColumn {
  index: number;
  name: string;
  type: Type;
  note?: string;
}

/** What the beginning of a file looks like; partial while the file goes on. */
export interface Preview {
  dialect: Dialect;
  columns: PreviewColumn[];
  rows: (string | null)[][];
  partial: boolean;
  warnings: string[];
}

export interface ColumnChoice {
  index: number;
  include: boolean;
  name?: string;
  kind?: string;
}

/** What a member decided instead of what was found; absent means as found. */
export interface ReadOptions {
  encoding?: string;
  delimiter?: string;
  quote?: string;
  header?: boolean;
  columns?: ColumnChoice[];
}

export interface Target {
  connectionId: string;
  name: string;
  type: string;
  destinations: { destinationId: string; label: string }[];
}

export interface ImportRequest {
  connectionId: string;
  destinationId?: string;
  name: string;
  options: ReadOptions;
  onReject: 'stop' | 'load';
}

/** A file is previewed once so much of it, or all, has arrived. */
export const PREVIEW_BYTES = 1 << 20;

const POLL = 500;
const key = ['uploads'] as const;

/** Whether nothing more will happen to an upload. */
export function hasEnded(upload: Upload): boolean {
  return upload.state === 'done' || upload.state === 'failed' || upload.state === 'canceled';
}

/** The member's uploads that have not ended, asked again while there are any. */
export const activeUploadsQuery = queryOptions({
  queryKey: [...key, 'active'],
  queryFn: async (): Promise<Upload[]> => {
    const page: { entries: Upload[] } = await call(
      api.GET('/v2/uploads', { params: { query: { limit: 100 } } }),
    );
    return page.entries.filter((upload) => !hasEnded(upload));
  },
  refetchInterval: (query) => (query.state.data?.length ? 2 * POLL : false),
});

/** One upload, asked again while the server works on it or bytes arrive. */
export function useUpload(uploadId: string | undefined) {
  return useQuery({
    queryKey: [...key, uploadId],
    queryFn: (): Promise<Upload> =>
      call(api.GET('/v2/uploads/{uploadId}', { params: { path: { uploadId } } })),
    enabled: uploadId !== undefined,
    refetchInterval: ({ state }) =>
      state.data?.state === 'importing' || state.data?.state === 'receiving' ? POLL : false,
  });
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
    const list: { entries: Target[] } = await call(api.GET('/v2/upload-targets'));
    return list.entries;
  },
});

/** The address of the values that were rejected, as CSV. */
export function rejectsAddress(uploadId: string): string {
  return `/v2/uploads/${encodeURIComponent(uploadId)}/rejects`;
}
