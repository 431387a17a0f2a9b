import { infiniteQueryOptions, queryOptions, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, call } from './client';
import { documentsKey, filesKey } from './files';
import type { components } from './schema';

type Schemas = components['schemas'];

/** A workbook, a data model or a dataset, with what is published of it. */
export type Document = Schemas['DocumentView'];
/** What its editors share and change. */
export type Draft = Schemas['Draft'];
/** A published version, without its content. */
export type PublishedVersion = Schemas['PublishedVersion'];
/** Pages with elements. */
export type Content = Draft['content'];
export type Page = Content['pages'][number];
export type Element = Page['elements'][number];
/** Where the rows of an element come from; readers are told no more than the kind, and which table it is. */
export type Source = Element['source'];
/** How an element stands. */
export type ElementState = Schemas['ElementState'];

/** Where all that is known of a document's content is kept. */
export function documentKey(documentId: string) {
  return [...documentsKey, documentId] as const;
}

/** What is published of a document, and how its draft stands. */
export function documentQuery(documentId: string) {
  return queryOptions({
    queryKey: [...documentKey(documentId), 'published'],
    queryFn: (): Promise<Document> =>
      call(api.GET('/v2/documents/{documentId}', { params: { path: { documentId } } })),
  });
}

/** The draft of a document. It is never kept: editing begins with what the server has. */
export function draftQuery(documentId: string) {
  return queryOptions({
    queryKey: [...documentKey(documentId), 'draft'],
    queryFn: (): Promise<Draft> =>
      call(api.GET('/v2/documents/{documentId}/draft', { params: { path: { documentId } } })),
    gcTime: 0,
  });
}

/** Saves a draft that was made from a version of it. */
export function saveDraft(documentId: string, content: Content, version: number): Promise<Draft> {
  const request = api.PUT('/v2/documents/{documentId}/draft', {
    params: { path: { documentId } },
    body: { content, version },
  });
  return call(request);
}

/** The published versions of a document, the newest first, page by page. */
export function documentVersionsQuery(documentId: string) {
  return infiniteQueryOptions({
    queryKey: [...documentKey(documentId), 'versions'],
    queryFn: ({ pageParam }) =>
      call(
        api.GET('/v2/documents/{documentId}/versions', {
          params: { path: { documentId }, query: { limit: 50, ...(pageParam && { page: pageParam }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextPage ?? undefined,
  });
}

/** A published version with its content, which never changes. */
export function documentVersionQuery(documentId: string, number: number) {
  return queryOptions({
    queryKey: [...documentKey(documentId), 'version', number],
    queryFn: () =>
      call(
        api.GET('/v2/documents/{documentId}/versions/{number}', { params: { path: { documentId, number } } }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What editors do with a document as a whole; what is known of it is asked for again afterwards. */
export function useDocumentChanges(documentId: string) {
  const queries = useQueryClient();
  return useMemo(() => {
    const params = { path: { documentId } };
    const changed = async <T>(request: Promise<T>): Promise<T> => {
      const answer = await request;
      void queries.invalidateQueries({ queryKey: filesKey });
      await queries.invalidateQueries({ queryKey: documentKey(documentId) });
      return answer;
    };
    return {
      publish: (version: number) =>
        changed(call(api.POST('/v2/documents/{documentId}/publish', { params, body: { version } }))),
      discard: (version: number) =>
        changed(call(api.POST('/v2/documents/{documentId}/discard', { params, body: { version } }))),
      restore: (number: number) =>
        changed(
          call(
            api.POST('/v2/documents/{documentId}/versions/{number}/restore', {
              params: { path: { documentId, number } },
            }),
          ),
        ),
    };
  }, [documentId, queries]);
}
