import { Link } from '@tanstack/react-router';
import { Ellipsis, GripVertical, Star } from 'lucide-react';
import { Button, MenuTrigger, Popover } from 'react-aria-components';
import type { File, ListedFile } from '../../api/files';
import { useSession } from '../../api/session';
import { FileMenu } from '../../documents/FileMenu';
import { KindIcon } from '../../documents/KindIcon';
import { isFolderKind, levelName, type Verb } from '../../documents/kinds';
import { browser as words } from '../../text/en/browser';
import { documents } from '../../text/en/documents';
import { formatAge, formatDateTime } from '../../text/format';

export type ColumnId =
  | 'drag'
  | 'name'
  | 'type'
  | 'owner'
  | 'shared'
  | 'where'
  | 'updatedAt'
  | 'level'
  | 'actions';

interface Props {
  file: ListedFile;
  column: ColumnId;
  onAct: (verb: Verb, files: readonly File[]) => void;
}

/** One cell of the list of files. */
export function FileCell({ file, column, onAct }: Props) {
  switch (column) {
    case 'drag':
      return <Handle file={file} />;
    case 'name':
      return <Name file={file} />;
    case 'type':
      return documents.kinds[file.type];
    case 'owner':
      return <Owner file={file} />;
    case 'shared':
      return <span className="clip">{file.sharedBy?.name}</span>;
    case 'where':
      return <span className="clip">{file.path}</span>;
    case 'updatedAt':
      return <When at={timeOf(file)} />;
    case 'level':
      return <Level file={file} />;
    case 'actions':
      return <Actions file={file} onAct={onAct} />;
  }
}

/** What the keyboard drags the row with; the mouse takes it anywhere. */
function Handle({ file }: { file: File }) {
  return (
    <Button slot="drag" className="file-drag" aria-label={words.drag(file.name)}>
      <GripVertical aria-hidden size={14} />
    </Button>
  );
}

/** The time that matters in the list that the file is in. */
function timeOf({ trashedAt, sharedAt, lastInteractionAt, updatedAt }: ListedFile): string {
  return trashedAt ?? sharedAt ?? lastInteractionAt ?? updatedAt;
}

function Name({ file }: { file: File }) {
  const title = (
    <>
      <KindIcon kind={file.type} />
      <span className="clip">{file.name}</span>
    </>
  );
  return (
    <span className="file-name">
      {file.isArchived ? (
        <span className="file-link">{title}</span>
      ) : (
        <FileLink file={file}>{title}</FileLink>
      )}
      {file.isFavorite && (
        <Star role="img" aria-label={documents.places.favorites} size={13} className="file-star" />
      )}
    </span>
  );
}

function FileLink({ file, children }: { file: File; children: React.ReactNode }) {
  // Dragging belongs to the row, and so does the place in the order of Tab.
  const shared = { className: 'file-link', draggable: false, tabIndex: -1 };
  return isFolderKind(file.type) ? (
    <Link to="/f/$folderId" params={{ folderId: file.id }} {...shared}>
      {children}
    </Link>
  ) : (
    <Link to="/w/$documentId" params={{ documentId: file.id }} {...shared}>
      {children}
    </Link>
  );
}

function Owner({ file: { owner } }: { file: File }) {
  const me = useSession().data?.userId;
  return <span className="clip">{owner.memberId === me ? documents.you : owner.name}</span>;
}

function Level({ file }: { file: File }) {
  return levelName(file, useSession().data?.userId);
}

function When({ at }: { at: string }) {
  return (
    <time dateTime={at} title={formatDateTime(at)}>
      {formatAge(at, Date.now())}
    </time>
  );
}

function Actions({ file, onAct }: Omit<Props, 'column'>) {
  return (
    <MenuTrigger>
      <Button className="button quiet icon file-more-button" aria-label={words.actionsFor(file.name)}>
        <Ellipsis aria-hidden size={16} />
      </Button>
      <Popover className="popover" placement="bottom end">
        <FileMenu files={[file]} onAct={onAct} />
      </Popover>
    </MenuTrigger>
  );
}
