import { type DropItem, isTextDropItem } from 'react-aria-components';

/** What a dragged file is called among what can be dragged; its text is the file's id. */
export const fileType = 'application/x-writ-file';

/** The ids of the files that were dropped. */
export function droppedIds(items: readonly DropItem[]): Promise<string[]> {
  return Promise.all(items.filter(isTextDropItem).map((item) => item.getText(fileType)));
}
