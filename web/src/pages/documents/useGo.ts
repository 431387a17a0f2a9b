import { useNavigate } from '@tanstack/react-router';
import type { Sort } from '../../api/files';
import type { ListSearch } from './places';

/** Ways to change what the address says of the list, and to stay at its place. */
export function useGo() {
  const navigate = useNavigate();
  const set = (change: (search: ListSearch) => ListSearch, replace: boolean) =>
    void navigate({ to: '.', search: (before) => change(before as ListSearch), replace });
  return {
    sort: ({ by, desc }: Sort) =>
      set(({ q }) => ({ ...(q && { q }), ...(by !== 'name' && { sort: by }), ...(desc && { desc }) }), true),
    find: (text: string) =>
      // One step back leaves the search, however many letters it has.
      set(({ q: before, ...rest }) => ({ ...rest, ...(text.trim() && { q: text }) }), text.trim() === ''),
  };
}
