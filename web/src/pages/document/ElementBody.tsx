import { useQuery } from '@tanstack/react-query';
import { documentQuery, type Element } from '../../api/documents';
import { type Branch, inputQuery } from '../../api/inputs';
import { toProblem } from '../../api/problems';
import { tableQuery } from '../../api/tables';
import { Preview } from '../../explorer/Preview';
import { InputView } from '../../inputs/InputView';
import { TableGrid } from '../../tables/TableGrid';
import { document as words } from '../../text/en/document';
import { CopyBlock } from '../../ui/Copy';
import type { QueryLike } from '../../ui/QueryState';
import { FailureState, Loading } from '../../ui/State';

interface Props {
  element: Element;
  /** Which version of the document it is in. */
  branch: Branch;
}

/** What an element shows. Its source may be closed to the member: access to a document gives nothing on its sources. */
export function ElementBody({ element: { name, kind, source }, branch }: Props) {
  const { tableId, documentId, connectionId, path, statement, inputTableId } = source;
  switch (source.kind) {
    case 'input-table':
      if (!inputTableId) return <Closed />;
      return kind === 'input-table' ? (
        <InputView inputTableId={inputTableId} branch={branch} />
      ) : (
        <InputBody inputTableId={inputTableId} />
      );
    case 'csv-table':
      return tableId ? <TableBody tableId={tableId} /> : <Closed />;
    case 'dataset':
    case 'data-model':
      return documentId ? <DocumentBody documentId={documentId} elementId={source.elementId} /> : <Closed />;
    case 'warehouse-table':
      return connectionId && path ? <Preview connectionId={connectionId} path={path} /> : <Closed />;
    case 'sql':
      return statement ? <CopyBlock text={statement} label={name} /> : <Closed />;
    default:
      return <Closed />;
  }
}

/** An input table as a source: what is published of it, to be read. */
function InputBody({ inputTableId }: { inputTableId: string }) {
  const query = useQuery(inputQuery(inputTableId));
  return (
    <Reached query={query}>
      {(table) => <InputView inputTableId={inputTableId} branch={table.branch} isReadOnly />}
    </Reached>
  );
}

function TableBody({ tableId }: { tableId: string }) {
  const table = useQuery(tableQuery(tableId));
  return (
    <Reached query={table}>
      {(found) => <TableGrid key={`${tableId} ${found.version}`} table={found} />}
    </Reached>
  );
}

/** The published element of a dataset or data model, as it is there. */
function DocumentBody({ documentId, elementId }: { documentId: string; elementId?: string | undefined }) {
  const query = useQuery(documentQuery(documentId));
  return (
    <Reached query={query}>
      {({ content }) => {
        const elements = content?.pages.flatMap((page) => page.elements) ?? [];
        const element = elementId ? elements.find(({ id }) => id === elementId) : elements[0];
        return element ? <ElementBody element={element} branch="published" /> : <Closed />;
      }}
    </Reached>
  );
}

/** As QueryState, but what the member may not open, or is gone, is a part of the page like any other. */
function Reached<T>({ query, children }: { query: QueryLike<T>; children: (data: T) => React.ReactNode }) {
  const problem = query.error ? toProblem(query.error) : undefined;
  if (problem && (problem.status === 403 || problem.status === 404)) return <Closed />;
  if (problem && query.data === undefined) {
    return <FailureState failure={problem} onRetry={() => query.refetch()} />;
  }
  return query.data === undefined ? <Loading /> : children(query.data);
}

function Closed() {
  return <p className="muted element-closed">{words.sourceClosed}</p>;
}
