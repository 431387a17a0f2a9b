import {
  Cell,
  Collection,
  Column,
  type ColumnProps,
  type DragAndDropHooks,
  type Key,
  Row,
  type Selection,
  Table,
  TableBody,
  TableHeader,
  TableLayout,
  TableLoadMoreItem,
  Virtualizer,
} from 'react-aria-components';
import type { File, ListedFile, Sort } from '../../api/files';
import type { Verb } from '../../documents/kinds';
import { browser as words } from '../../text/en/browser';
import { type ColumnId, FileCell } from './cells';

export interface FileTableProps {
  label: string;
  files: readonly ListedFile[];
  columns: readonly ColumnId[];
  /** What the time of each file is that of. */
  when: keyof typeof words.when;
  /** How it is sorted; undefined where the order is not the member's to choose. */
  sort: Sort | undefined;
  onSort: (sort: Sort) => void;
  selected: Selection;
  onSelect: (selected: Selection) => void;
  onAct: (verb: Verb, files: readonly File[]) => void;
  /** Asks for the files after these, if there are any. */
  onMore: () => void;
  isLoadingMore: boolean;
  dragAndDropHooks: DragAndDropHooks;
}

type Width = Pick<ColumnProps, 'width' | 'minWidth' | 'maxWidth'>;

const widths: Readonly<Record<ColumnId, Width>> = {
  drag: { width: 28, minWidth: 28 },
  name: { width: '4fr', minWidth: 130 },
  type: { width: '1fr', minWidth: 92, maxWidth: 130 },
  shared: { width: '2fr', minWidth: 90 },
  owner: { width: '2fr', minWidth: 72 },
  where: { width: '3fr', minWidth: 100 },
  updatedAt: { width: '1fr', minWidth: 104, maxWidth: 140 },
  level: { width: '1fr', minWidth: 110, maxWidth: 150 },
  actions: { width: 44, minWidth: 44 },
};

/** The files of a place as rows, of which only those that show are drawn. */
export function FileTable(props: FileTableProps) {
  const { files, columns, sort, onSort, onAct, dragAndDropHooks } = props;
  const open = (key: Key) => {
    const file = files.find(({ id }) => id === String(key));
    if (file) onAct('open', [file]);
  };
  return (
    <Virtualizer layout={TableLayout} layoutOptions={{ rowHeight: 36, headingHeight: 33, loaderHeight: 32 }}>
      <Table
        className="file-table"
        aria-label={props.label}
        selectionMode="multiple"
        selectionBehavior="replace"
        selectedKeys={props.selected}
        onSelectionChange={props.onSelect}
        onRowAction={open}
        {...(sort && {
          sortDescriptor: { column: sort.by, direction: sort.desc ? 'descending' : 'ascending' },
        })}
        onSortChange={({ column, direction }) =>
          onSort({ by: column as Sort['by'], desc: direction === 'descending' })
        }
        dragAndDropHooks={dragAndDropHooks}
      >
        <TableHeader>
          {columns.map((id) => (
            <Column
              key={id}
              id={id}
              className={`file-column ${id}`}
              isRowHeader={id === 'name'}
              allowsSorting={sort !== undefined && (id === 'name' || id === 'type' || id === 'updatedAt')}
              {...widths[id]}
            >
              {({ sortDirection }) => <Heading id={id} when={props.when} sortDirection={sortDirection} />}
            </Column>
          ))}
        </TableHeader>
        <TableBody>
          <Collection items={files} dependencies={[columns]}>
            {(file) => (
              <Row id={file.id} className="file-row" textValue={file.name}>
                {columns.map((id) => (
                  <Cell key={id} className={`file-cell ${id}`}>
                    <FileCell file={file} column={id} onAct={onAct} />
                  </Cell>
                ))}
              </Row>
            )}
          </Collection>
          <TableLoadMoreItem onLoadMore={props.onMore} isLoading={props.isLoadingMore} className="file-more">
            <span className="muted">{words.loadingMore}</span>
          </TableLoadMoreItem>
        </TableBody>
      </Table>
    </Virtualizer>
  );
}

function Heading({
  id,
  when,
  sortDirection,
}: {
  id: ColumnId;
  when: FileTableProps['when'];
  sortDirection: 'ascending' | 'descending' | undefined;
}) {
  const title = id === 'updatedAt' ? words.when[when] : words.columns[id];
  if (id === 'drag' || id === 'actions') return <span className="visually-hidden">{title}</span>;
  return (
    <>
      {title}
      {sortDirection && (
        <span aria-hidden className="file-sort">
          {sortDirection === 'ascending' ? '↑' : '↓'}
        </span>
      )}
    </>
  );
}
