import type { File } from '../api/files';
import { documents as words } from '../text/en/documents';
import { formatCount } from '../text/format';

/** Files in a sentence: the name of one, the number of several. */
export function what(files: readonly File[]): string {
  const [first] = files;
  return files.length === 1 && first ? first.name : words.things(formatCount(files.length));
}
