import type { Sort } from '../../api/files';
import { documents } from '../../text/en/documents';

/** What the browser shows: a place of its own, or a folder by its id. */
export type Place =
  | { readonly in: keyof typeof documents.places }
  | { readonly in: 'folder'; readonly id: string };

/** The part of the address that stays with a place: how it is sorted and what is searched for. */
export interface ListSearch {
  sort?: Sort['by'];
  desc?: true;
  q?: string;
}

const sorts: readonly string[] = ['name', 'type', 'updatedAt'] satisfies Sort['by'][];
const own = new Set<string>(Object.keys(documents.places));

/** Reads the search part of an address; what it does not know is left out. */
export function listSearch({ sort, desc, q }: Record<string, unknown>): ListSearch {
  return {
    ...(typeof sort === 'string' && sorts.includes(sort) && { sort: sort as Sort['by'] }),
    ...(desc === true && { desc }),
    ...(typeof q === 'string' && q.trim() !== '' && { q }),
  };
}

/** The place that an address shows. */
export function placeOf(pathname: string, folderId: string | undefined): Place {
  if (folderId !== undefined) return { in: 'folder', id: folderId };
  const name = pathname.replace(/^\/|\/$/g, '');
  return own.has(name) ? { in: name as keyof typeof documents.places } : { in: 'home' };
}

/** The key of a place in the tree. */
export function keyOf(place: Place): string {
  return place.in === 'folder' ? place.id : place.in;
}

/** Whether the order of a place's list can be chosen; others have the one that makes them useful. */
export function isSortable(place: Place, search: ListSearch): boolean {
  return search.q !== undefined || place.in === 'folder' || place.in === 'home' || place.in === 'workspaces';
}
