import { useDragAndDrop } from 'react-aria-components';
import type { File } from '../../api/files';
import { droppedIds, fileType } from '../../documents/drag';
import { isFolderKind, may } from '../../documents/kinds';

interface Options {
  files: readonly File[];
  isDisabled: boolean;
  /** Puts files into a folder of the list. */
  onDrop: (fileIds: readonly string[], folder: File) => void;
}

/** Files of the list can be dragged onto its folders and those of the tree, by mouse or by the handle's keyboard way. */
export function useListDrag({ files, isDisabled, onDrop }: Options) {
  const byId = (key: unknown) => files.find(({ id }) => id === String(key));
  const { dragAndDropHooks } = useDragAndDrop({
    isDisabled,
    getItems: (keys) =>
      [...keys].map((key) => ({ [fileType]: String(key), 'text/plain': byId(key)?.name ?? '' })),
    acceptedDragTypes: [fileType],
    getDropOperation: () => 'move',
    shouldAcceptItemDrop: ({ key }) => {
      const folder = byId(key);
      return folder !== undefined && isFolderKind(folder.type) && may(folder, 'create_doc');
    },
    onItemDrop: ({ items, target: { key } }) => {
      const folder = byId(key);
      if (folder) void droppedIds(items).then((ids) => onDrop(ids, folder));
    },
  });
  return dragAndDropHooks;
}
