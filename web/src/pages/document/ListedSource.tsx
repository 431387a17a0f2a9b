import { useQuery } from '@tanstack/react-query';
import { documentsOfKindQuery } from '../../api/files';
import { toProblem } from '../../api/problems';
import { tablesQuery } from '../../api/tables';
import { document as words } from '../../text/en/document';
import { formatPlural } from '../../text/format';
import { QueryState } from '../../ui/QueryState';
import type { Chosen } from './AddElement';
import { SourceList } from './SourceList';

export interface ChoiceProps {
  chosen: Chosen | undefined;
  onChoose: (chosen: Chosen | undefined) => void;
}

/** Chooses one of the CSV tables that the member may see. */
export function TableSource({ chosen, onChoose }: ChoiceProps) {
  const tables = useQuery(tablesQuery);
  return (
    <QueryState query={tables} explain={toProblem}>
      {(list) => (
        <SourceList
          label={words.tables}
          items={list.map(({ tableId, name, rows, connectionName }) => ({
            id: tableId,
            name,
            detail: `${formatPlural(rows, 'row', 'rows')} · ${connectionName}`,
          }))}
          chosen={chosen?.source.tableId}
          onChoose={({ id, name }) => onChoose({ name, source: { kind: 'csv-table', tableId: id } })}
          nothing={words.noTables}
        />
      )}
    </QueryState>
  );
}

/** Chooses one of the datasets that the member may see, but for the document itself. */
export function DatasetSource({ chosen, onChoose, without }: ChoiceProps & { without: string }) {
  const datasets = useQuery(documentsOfKindQuery('dataset'));
  return (
    <QueryState query={datasets} explain={toProblem}>
      {(list) => (
        <SourceList
          label={words.datasets}
          items={list
            .filter(({ id }) => id !== without)
            .map(({ id, name, path }) => ({ id, name, detail: path }))}
          chosen={chosen?.source.documentId}
          onChoose={({ id, name }) => onChoose({ name, source: { kind: 'dataset', documentId: id } })}
          nothing={words.noDatasets}
        />
      )}
    </QueryState>
  );
}
