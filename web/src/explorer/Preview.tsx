import { useMemo } from 'react';
import type { Sample } from '../api/model';
import { GridView } from '../grid/GridView';
import type { Source } from '../grid/source';
import { explorer as text } from '../text/en/explorer';
import { formatPlural } from '../text/format';
import { QueryState } from '../ui/QueryState';
import { usePreview } from './queries';

interface Props {
  connectionId: string;
  path: readonly string[];
}

/** The first rows of a table or view of a warehouse. */
export function Preview({ connectionId, path }: Props) {
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
