import type { Column } from '../../api/model';
import { Preview } from '../../explorer/Preview';
import { useColumns } from '../../explorer/queries';
import { explorer as text } from '../../text/en/explorer';
import { DataTable } from '../../ui/DataTable';
import { QueryState } from '../../ui/QueryState';
import { Tabs } from '../../ui/Tabs';
import { ShareButton } from './ShareButton';

/** A table or view: its first rows and its columns. */
export function ObjectView({ connectionId, path, mayManage }: ObjectProps & { mayManage: boolean }) {
  const name = path.at(-1) ?? '';
  return (
    <>
      <div className="explorer-heading">
        <h2 className="wrap-anywhere">{name}</h2>
        <span className="muted wrap-anywhere">{path.slice(0, -1).join('.')}</span>
        {mayManage && <ShareButton place={{ connectionId, path }} />}
      </div>
      <Tabs
        label={text.view}
        tabs={[
          {
            id: 'preview',
            title: text.preview,
            content: <Preview connectionId={connectionId} path={path} />,
          },
          {
            id: 'columns',
            title: text.columns,
            content: <Columns connectionId={connectionId} path={path} />,
          },
        ]}
      />
    </>
  );
}

interface ObjectProps {
  connectionId: string;
  path: readonly string[];
}

function Columns({ connectionId, path }: ObjectProps) {
  const columns = useColumns(connectionId, path);
  return (
    <QueryState query={columns}>
      {({ entries }) => (
        <DataTable
          label={text.columnsLabel(path.at(-1) ?? '')}
          rows={entries}
          rowKey={(column) => column.name}
          columns={[
            { title: text.columnName, cell: (column: Column) => column.name },
            { title: text.columnType, cell: (column: Column) => column.type.kind },
            { title: text.nativeType, cell: (column: Column) => <code>{column.native}</code> },
          ]}
        />
      )}
    </QueryState>
  );
}
