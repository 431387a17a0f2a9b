import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Page } from '../../api/documents';

/** The page that the address names, or else the first one; content has at least one. */
export function useChosenPage(pages: readonly Page[]): [Page, (pageId: string) => void] {
  const { page: wanted } = useSearch({ from: '/w/$documentId' });
  const navigate = useNavigate({ from: '/w/$documentId' });
  const chosen = pages.find(({ id }) => id === wanted) ?? pages[0];
  if (!chosen) throw new Error('a document without a page');
  return [
    chosen,
    (page) => void navigate({ search: (before) => ({ ...before, page }), replace: true, to: '.' }),
  ];
}
