import { infiniteQueryOptions, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, call } from './client';
import type { components } from './schema';
import { useSession } from './session';

type Schemas = components['schemas'];

/** A workspace, a folder or a document. */
export type File = Schemas['File'];
export type FileKind = File['type'];
/** A file in a list: in that of what is shared with the member also who shared it, and when. */
export type ListedFile = File & Partial<Pick<Schemas['SharedFile'], 'sharedBy' | 'sharedAt'>>;
export type FileDraft = Schemas['FileDraft'];

/** How a list of files is sorted. */
export interface Sort {
  readonly by: 'name' | 'type' | 'updatedAt';
  readonly desc: boolean;
}

/** What a list shows: what lies in a folder, named by its id, or one of the lists that are the member's own. */
export type ListOf =
  | { readonly folder: string }
  | { readonly text: string }
  | { readonly own: 'workspaces' | 'shared' | 'recent' | 'favorites' | 'trash'; readonly memberId: string };

/** Where all that is known of folders and documents is kept. */
export const filesKey = ['files'] as const;
/** Where what is in documents is kept, each under its id. */
export const documentsKey = ['documents'] as const;

const EVERYTHING: FileKind[] = ['workspace', 'folder', 'workbook', 'data-model', 'dataset'];
/** Files that are asked for at once to be shown. */
const PAGE = 200;
/** Files that are asked for at once where all are wanted. */
const MANY = 1000;

/** Files of a list, and how many there are in all where that is told. */
export interface FilePage {
  entries: ListedFile[];
  nextPage: string | null;
  total?: number;
}

/** A list of files, page by page. */
export function listQuery(of: ListOf | undefined, sort: Sort) {
  return infiniteQueryOptions({
    queryKey: [...filesKey, 'list', of, sort],
    queryFn: ({ pageParam, signal }): Promise<FilePage> =>
      of ? list(of, sort, pageParam, PAGE, signal) : Promise.resolve({ entries: [], nextPage: null }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextPage ?? undefined,
    enabled: of !== undefined,
  });
}

/** All files of a list. */
export async function wholeList(of: ListOf, sort: Sort): Promise<ListedFile[]> {
  const files: ListedFile[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const page: FilePage = await list(of, sort, after, MANY);
    files.push(...page.entries);
    after = page.nextPage;
  }
  return files;
}

function list(
  of: ListOf,
  { by, desc }: Sort,
  after: string,
  limit: number,
  signal: AbortSignal | null = null,
): Promise<FilePage> {
  const page = { limit, ...(after && { page: after }) };
  const sorted = { ...page, sort: by, order: desc ? ('desc' as const) : ('asc' as const) };
  if ('folder' in of) {
    const query = { ...sorted, parentId: of.folder, directChildFilter: true };
    return call(api.GET('/v2/files', { params: { query }, signal }));
  }
  if ('text' in of) {
    const query = { ...sorted, name: of.text.trim(), typeFilters: EVERYTHING };
    return call(api.GET('/v2/files', { params: { query }, signal }));
  }
  const path = { memberId: of.memberId };
  switch (of.own) {
    case 'workspaces':
      return call(
        api.GET('/v2/files', { params: { query: { ...sorted, typeFilters: ['workspace'] } }, signal }),
      );
    case 'shared':
      return call(api.GET('/v2/shared-with-me', { params: { query: page }, signal }));
    case 'recent':
      return call(api.GET('/v2/members/{memberId}/files/recents', { params: { path, query: page }, signal }));
    case 'favorites':
      return call(
        api.GET('/v2/members/{memberId}/files/favorites', { params: { path, query: page }, signal }),
      );
    case 'trash':
      return call(api.GET('/v2/trash', { params: { query: page }, signal }));
  }
}

/** The folders in a folder, or the workspaces if none is named. */
export function foldersQuery(folderId: string | undefined) {
  return queryOptions({
    queryKey: [...filesKey, 'folders', folderId ?? 'workspaces'],
    queryFn: async ({ signal }): Promise<File[]> => {
      const where = folderId === undefined ? {} : { parentId: folderId, directChildFilter: true };
      const typeFilters: FileKind[] = [folderId === undefined ? 'workspace' : 'folder'];
      const query = { ...where, typeFilters, limit: MANY };
      return (await call(api.GET('/v2/files', { params: { query }, signal }))).entries;
    },
  });
}

/** One folder or document. */
export function fileQuery(fileId: string) {
  return queryOptions({
    queryKey: [...filesKey, 'one', fileId],
    queryFn: (): Promise<File> => call(api.GET('/v2/files/{fileId}', { params: { path: { fileId } } })),
  });
}

/** The id of the member's My documents; undefined until it is known. */
export function useHomeId(): string | undefined {
  return useSession().data?.homeFolderId;
}

/** The member's My documents. */
export function useHome() {
  const id = useHomeId();
  return useQuery({ ...fileQuery(id ?? ''), enabled: id !== undefined });
}

/** Everything that can be done with a file; all lists are asked for again afterwards. */
export type FileChanges = ReturnType<typeof useFileChanges>;

export function useFileChanges() {
  const queries = useQueryClient();
  return useMemo(() => {
    const changed = async <T>(request: Promise<T>): Promise<T> => {
      const answer = await request;
      for (const queryKey of [filesKey, documentsKey]) void queries.invalidateQueries({ queryKey });
      return answer;
    };
    const at = (fileId: string) => ({ params: { path: { fileId } } });
    const patch = (fileId: string, body: Schemas['FilePatch']) =>
      changed(call(api.PATCH('/v2/files/{fileId}', { ...at(fileId), body })));
    return {
      create: (body: FileDraft) => changed(call(api.POST('/v2/files', { body }))),
      rename: (fileId: string, name: string) => patch(fileId, { name }),
      move: (fileId: string, parentId: string) => patch(fileId, { parentId }),
      restore: (fileId: string) => patch(fileId, { restore: true }),
      copy: (fileId: string, destinationFolderId: string, name?: string) =>
        changed(
          call(
            api.POST('/v2/files/{fileId}/copy', {
              ...at(fileId),
              body: { destinationFolderId, ...(name && { name }) },
            }),
          ),
        ),
      trash: (fileId: string) => changed(call(api.DELETE('/v2/files/{fileId}', at(fileId)))),
      purge: (fileId: string) => changed(call(api.POST('/v2/files/{fileId}/purge', at(fileId)))),
      favor: (fileId: string, on: boolean) =>
        changed(
          on
            ? call(api.PUT('/v2/favorites/{fileId}', at(fileId)))
            : call(api.DELETE('/v2/favorites/{fileId}', at(fileId))),
        ),
    };
  }, [queries]);
}

/** All documents of a kind that the member may see, by name; the first thousand, if there are as many. */
export function documentsOfKindQuery(kind: 'dataset' | 'data-model') {
  return queryOptions({
    queryKey: [...filesKey, 'kind', kind],
    queryFn: async ({ signal }): Promise<File[]> => {
      const query = { typeFilters: [kind], limit: MANY };
      return (await call(api.GET('/v2/files', { params: { query }, signal }))).entries;
    },
  });
}
