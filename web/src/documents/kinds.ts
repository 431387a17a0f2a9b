import type { File, FileKind } from '../api/files';
import { documents as words } from '../text/en/documents';

/** Whether things of a kind hold others. */
export function isFolderKind(kind: FileKind): boolean {
  return kind === 'folder' || kind === 'workspace';
}

/** The member's level on a file, in words; who owns a document is its owner. */
export function levelName({ type, level, ownerId }: File, memberId: string | undefined): string {
  if (!isFolderKind(type) && ownerId === memberId) return words.owner;
  return words.levels[level] ?? level;
}

/** What can be done with files, as the menu offers it. */
export type Verb =
  | 'open'
  | 'rename'
  | 'move'
  | 'copy'
  | 'favorite'
  | 'unfavorite'
  | 'share'
  | 'trash'
  | 'restore'
  | 'purge';

/** Whether the server lets the member do it with the file. */
export function may(file: File, verb: string): boolean {
  return file.actions.includes(`${isFolderKind(file.type) ? 'folder' : 'doc'}.${verb}`);
}

/** What can be done with all of these files at once, in the order of the menu. */
export function verbsFor(files: readonly File[]): Verb[] {
  if (files.length === 0) return [];
  const all = (test: (file: File) => boolean) => files.every(test);
  if (all(({ isArchived }) => isArchived)) {
    return select([
      ['restore', all((file) => may(file, 'restore'))],
      ['purge', files.length === 1 && all((file) => may(file, 'purge'))],
    ]);
  }
  const isOne = files.length === 1;
  return select([
    ['open', isOne],
    ['share', isOne && all((file) => may(file, 'share'))],
    ['rename', isOne && all((file) => may(file, 'rename'))],
    ['move', all((file) => may(file, 'move'))],
    ['copy', all((file) => !isFolderKind(file.type) && may(file, 'copy'))],
    ['favorite', files.some(({ isFavorite }) => !isFavorite)],
    ['unfavorite', all(({ isFavorite }) => isFavorite)],
    ['trash', all((file) => may(file, 'delete'))],
  ]);
}

function select(verbs: readonly (readonly [Verb, boolean])[]): Verb[] {
  return verbs.filter(([, isOffered]) => isOffered).map(([verb]) => verb);
}
