import { ChevronRight } from 'lucide-react';
import {
  Button,
  Collection,
  type Key,
  Tree,
  TreeItem,
  TreeItemContent,
  useDragAndDrop,
} from 'react-aria-components';
import { documents as words } from '../text/en/documents';
import './documents.css';
import { droppedIds, fileType } from './drag';
import { KindIcon } from './KindIcon';
import { type Branch, branches, find, isFolder, isPlaceholder } from './tree';
import { useFolders } from './useFolders';

export interface PlaceTreeProps {
  label: string;
  places: readonly (keyof typeof words.places)[];
  /** The key of the chosen branch. */
  chosen: string | undefined;
  /** What the chosen one lies in, to be opened. */
  toSee?: readonly string[];
  onChoose: (branch: Branch) => void;
  /** Takes files that are dropped onto a folder. */
  onDrop?: (fileIds: readonly string[], folder: Branch) => void;
}

/** Places and folders as a tree; what lies in a folder is asked for when it is opened. */
export function PlaceTree({ label, places, chosen, toSee = [], onChoose, onDrop }: PlaceTreeProps) {
  const { tree, open, setOpen, retry } = useFolders(places, toSee);
  const choose = (key: string | undefined) => {
    const branch = key === undefined ? undefined : find(tree, key);
    if (!branch) return;
    if (branch.kind === 'failed') void retry(branch.key.slice('failed '.length));
    else if (!isPlaceholder(branch)) onChoose(branch);
  };
  const folderOf = (key: Key) => {
    const branch = find(tree, String(key));
    return branch && isFolder(branch) ? branch : undefined;
  };
  const { dragAndDropHooks } = useDragAndDrop({
    isDisabled: !onDrop,
    acceptedDragTypes: [fileType],
    getDropOperation: () => 'move',
    shouldAcceptItemDrop: ({ key }) => folderOf(key) !== undefined,
    onItemDrop: ({ items, target: { key } }) => {
      const folder = folderOf(key);
      if (folder) void droppedIds(items).then((ids) => onDrop?.(ids, folder));
    },
  });
  return (
    <Tree
      className="tree place-tree"
      aria-label={label}
      items={tree}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={chosen === undefined ? [] : [chosen]}
      onSelectionChange={(keys) => keys !== 'all' && choose([...keys].map(String)[0])}
      expandedKeys={open}
      onExpandedChange={(keys) => setOpen(new Set([...keys].map(String)))}
      dragAndDropHooks={dragAndDropHooks}
    >
      {(branch) => <Line branch={branch} />}
    </Tree>
  );
}

function Line({ branch }: { branch: Branch }) {
  const name = nameOf(branch);
  return (
    <TreeItem id={branch.key} className="tree-item" textValue={name}>
      <TreeItemContent>
        <div className="tree-row">
          {branches(branch.kind) ? (
            <Button slot="chevron" className="tree-chevron">
              <ChevronRight aria-hidden size={15} />
            </Button>
          ) : (
            <span className="tree-chevron" />
          )}
          <KindIcon kind={branch.kind} />
          <span className={isPlaceholder(branch) ? 'tree-label muted' : 'tree-label'}>{name}</span>
        </div>
      </TreeItemContent>
      <Collection items={branch.children}>{(child) => <Line branch={child} />}</Collection>
    </TreeItem>
  );
}

function nameOf({ key, kind, name }: Branch): string {
  if (kind === 'loading') return words.loading;
  if (kind === 'nothing') return key.endsWith(' workspaces') ? words.noWorkspaces : words.noFolders;
  if (kind === 'failed') return words.failed(name);
  return name;
}
