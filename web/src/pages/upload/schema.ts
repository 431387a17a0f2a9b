import type { SchemaChange } from '../../api/reading';
import { upload as words } from '../../text/en/upload';

/** What a change of a column means for the rows, in a sentence. */
export function meaningOf({ from, to, note }: SchemaChange, isReplaced: boolean): string {
  if (note) return note;
  if (!from) return isReplaced ? words.newColumn : words.newColumnEmpty;
  if (!to) return isReplaced ? words.columnGoes : words.columnEmpty;
  return '';
}

/** Nothing changes, or what changes is accepted and can be. */
export function mayGoOn(changes: readonly SchemaChange[], isAccepted: boolean): boolean {
  return changes.length === 0 || (isAccepted && !changes.some(({ refused }) => refused));
}
