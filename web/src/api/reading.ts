import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, call } from './client';
import type { components } from './schema';
import type { Upload } from './uploads';

type Schemas = components['schemas'];

/** A part of how a file is written that can be chosen. */
export type Field = 'encoding' | 'delimiter' | 'quote' | 'escape' | 'header' | 'skipLines' | 'comment';

/** How a file is written. */
export type Dialect = Schemas['Dialect'];
/** Why a part of the dialect is as it is, and what else it could be. */
export type Reason = Schemas['Reason'];
/** An encoding that the file may have, and a piece of the file read so. */
export type EncodingSample = Schemas['Reading'];
/** What the beginning of a file looks like; partial while the file goes on. */
export type Preview = Schemas['Preview'];
export type PreviewColumn = Schemas['PreviewColumn'];
/** A value in the part shown that would be rejected; row is -1 if it is not shown, column -1 for a whole row. */
export type Fault = Schemas['PreviewProblem'];
/** What a file does to a column of the table it goes into; `from` is absent for a new one, `to` for a missing one. */
export type SchemaChange = Schemas['SchemaChange'];
/** A kind and format that the values of a column can be read by. */
export type KindChoice = Schemas['KindChoice'];
/** What a member decided instead of what was found; absent means as found. */
export type ReadOptions = Schemas['Options'];
export type ColumnChoice = Schemas['ColumnChoice'];

/** A file is previewed once so much of it, or all, has arrived. */
const PREVIEW_BYTES = 1 << 20;

/** Whether enough of a file has arrived to ask how it reads. */
export function isPreviewable({ received, size }: Upload): boolean {
  return received >= Math.min(size, PREVIEW_BYTES);
}

/** How the file reads with these options; the last answer stays while a new one is made. */
export function usePreview(upload: Upload, options: ReadOptions) {
  const { uploadId, state } = upload;
  return useQuery({
    queryKey: ['uploads', uploadId, 'preview', options, state === 'receiving'],
    queryFn: (): Promise<Preview> =>
      call(api.POST('/v2/uploads/{uploadId}/preview', { params: { path: { uploadId } }, body: { options } })),
    enabled: isPreviewable(upload),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** What a file read with these options does to the columns of the table it goes into. */
export function useSchemaChanges(
  upload: Upload,
  options: ReadOptions,
  into: { tableId: string; change: 'replace' | 'append' | 'upsert' },
) {
  const { uploadId, state } = upload;
  return useQuery({
    queryKey: ['uploads', uploadId, 'schema', options, into, state === 'receiving'],
    queryFn: async (): Promise<SchemaChange[]> => {
      const params = { path: { uploadId } };
      const preview = await call(
        api.POST('/v2/uploads/{uploadId}/preview', { params, body: { options, ...into } }),
      );
      return preview.schema ?? [];
    },
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}
