import { useMemo } from 'react';
import type { Column, Sample } from '../../api/model';
import { useColumns, usePreview } from '../../explorer/queries';
import { GridView } from '../../grid/GridView';
import type { Source } from '../../grid/source';
import { explorer as text } from '../../text/en/explorer';
import { formatPlural } from '../../text/format';
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

function Preview({ connectionId, path }: ObjectProps) {
  const preview = usePreview(connectionId, path);
  return (
    <QueryState query={preview}>
      {(sample) => (
        <>
          <p className="muted small">{text.previewNote(formatPlural(sample.rows.length, 'row', 'rows'))}</p>
          <PreviewGrid sample={sample} label={text.previewLabel(path.at(-1) ?? '')} />
        </>
      )}
    </QueryState>
  );
}

function PreviewGrid({ sample, label }: { sample: Sample; label: string }) {
  const source = useMemo(() => sourceOf(sample), [sample]);
  return <GridView source={source} label={label} onGoToRow={() => {}} />;
}

function sourceOf({ columns, rows }: Sample): Source {
  return {
    rowCount: rows.length,
    columns: columns.map((column) => ({ name: column.name, kind: column.type.kind, type: column.native })),
    initial: rows,
    rows: async (first, count) => rows.slice(first, first + count),
  };
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
