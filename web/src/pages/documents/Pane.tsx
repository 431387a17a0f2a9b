import { useRef } from 'react';
import type { File } from '../../api/files';
import { toProblem } from '../../api/problems';
import type { Verb } from '../../documents/kinds';
import { browser as words } from '../../text/en/browser';
import { documents } from '../../text/en/documents';
import { FailureState, Loading, Notice } from '../../ui/State';
import { ActiveUploads } from './ActiveUploads';
import type { ColumnId } from './cells';
import { FileTable, type FileTableProps } from './FileTable';
import { Head } from './Head';
import { Nothing } from './Nothing';
import { keyOf, type ListSearch, type Place } from './places';
import { Tools } from './Tools';
import { type Chosen, useChosen } from './useChosen';
import { useGo } from './useGo';
import { useKeys } from './useKeys';
import type { FileList } from './useList';
import { useListDrag } from './useListDrag';

interface Props {
  place: Place;
  search: ListSearch;
  list: FileList;
  /** The folder that is shown, if it is one and known already. */
  folder: File | undefined;
  act: (verb: Verb, files: readonly File[]) => void;
  onDrop: (fileIds: readonly string[], folder: { key: string; name: string }) => void;
}

/** What is in a place: its name and the way to it, what can be done, and the list. */
export function Pane(props: Props) {
  const { place, search, list, folder, act } = props;
  const chosen = useChosen(`${keyOf(place)} ${search.q ?? ''}`, list, act);
  const title = search.q === undefined ? titleOf(place, folder) : words.found(search.q);
  return (
    <section className="documents-main" aria-label={title || words.browse}>
      {title && <Head {...props} title={title} />}
      {place.in === 'home' && search.q === undefined && <ActiveUploads />}
      <Tools search={search} list={list} chosen={chosen} />
      <Body {...props} title={title} chosen={chosen} />
    </section>
  );
}

function titleOf(place: Place, folder: File | undefined): string {
  return place.in === 'folder' ? (folder?.name ?? '') : documents.places[place.in];
}

function Body(props: Props & { title: string; chosen: Chosen }) {
  const { list } = props;
  const problem = list.error && toProblem(list.error);
  if (problem && list.files.length === 0) return <FailureState failure={problem} onRetry={list.retry} />;
  if (list.isPending) return <Loading lines={8} />;
  return (
    <>
      {problem && <Notice tone="warn">{problem.message}</Notice>}
      {list.files.length === 0 ? <Nothing {...props} /> : <Listed {...props} />}
    </>
  );
}

function Listed({
  place,
  search,
  list,
  act,
  onDrop,
  title,
  chosen,
}: Props & { title: string; chosen: Chosen }) {
  const region = useRef<HTMLDivElement>(null);
  const go = useGo();
  const dragAndDropHooks = useListDrag({
    files: list.files,
    isDisabled: place.in === 'trash' && search.q === undefined,
    onDrop: (ids, { id, name }) => onDrop(ids, { key: id, name }),
  });
  const { onKeyDown, onContextMenu, menu } = useKeys({ files: list.files, chosen, region });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the grid inside
    <div ref={region} className="file-list" onKeyDown={onKeyDown} onContextMenu={onContextMenu}>
      <FileTable
        label={search.q === undefined ? words.list(title) : title}
        files={list.files}
        {...shapeOf(place, search)}
        sort={list.sort}
        onSort={go.sort}
        selected={chosen.keys}
        onSelect={chosen.setKeys}
        onAct={act}
        onMore={list.more}
        isLoadingMore={list.isLoadingMore}
        dragAndDropHooks={dragAndDropHooks}
      />
      {menu}
    </div>
  );
}

const inFolder: readonly ColumnId[] = ['drag', 'name', 'type', 'owner', 'updatedAt', 'level', 'actions'];
const found: readonly ColumnId[] = [
  'drag',
  'name',
  'type',
  'where',
  'owner',
  'updatedAt',
  'level',
  'actions',
];
/** What the lists show that are not sorted by the member. */
const own: Readonly<Record<string, [when: FileTableProps['when'], columns: readonly ColumnId[]]>> = {
  shared: ['shared', ['drag', 'name', 'type', 'shared', 'updatedAt', 'level', 'actions']],
  recent: ['visited', found],
  trash: ['trashed', ['name', 'type', 'where', 'owner', 'updatedAt', 'level', 'actions']],
  favorites: ['updated', found],
};

function shapeOf(place: Place, { q }: ListSearch): Pick<FileTableProps, 'when' | 'columns'> {
  if (q !== undefined) return { when: 'updated', columns: found };
  const [when, columns] = own[place.in] ?? ['updated', inFolder];
  return { when, columns };
}
