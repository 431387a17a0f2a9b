import type { SchemaChange } from '../../api/reading';
import { upload as words } from '../../text/en/upload';
import { formatType } from '../../text/type';
import { DataTable } from '../../ui/DataTable';
import { meaningOf } from './schema';

/** What a file that replaces rows, or goes among them, does to the columns of the table. */
export function SchemaTable({
  changes,
  isReplaced,
}: {
  changes: readonly SchemaChange[];
  isReplaced: boolean;
}) {
  return (
    <DataTable
      label={words.schemaList}
      columns={[
        { title: words.column, cell: ({ column }) => <span className="wrap-anywhere">{column}</span> },
        { title: words.inTable, cell: ({ from }) => (from ? formatType(from) : words.notThere) },
        { title: words.inFile, cell: ({ to }) => (to ? formatType(to) : words.notThere) },
        { title: words.means, cell: (change) => meaningOf(change, isReplaced) },
      ]}
      rows={changes}
      rowKey={({ column }) => column}
    />
  );
}
