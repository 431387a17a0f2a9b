import { CircleAlert, CircleCheck } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { type CertificateColumn, isEqual } from '../../api/certificate';
import { certificate as words } from '../../text/en/certificate';
import { formatCount, formatPlural } from '../../text/format';
import { formatType } from '../../text/type';
import { Button } from '../../ui/Button';
import { type Column, DataTable } from '../../ui/DataTable';
import { distinctText } from './distinct';

/** More take a while to draw; they are shown when they are wanted. */
const FIRST = 200;

/** What is known of each column, and that both sides have it. Columns of earlier certificates tell less. */
export function ColumnTable({ title, columns }: { title: string; columns: readonly CertificateColumn[] }) {
  const [isWhole, setWhole] = useState(columns.length <= FIRST);
  const hasValues = columns.some(({ distinct, min }) => distinct !== undefined || min !== undefined);
  const shown: Column<CertificateColumn>[] = [
    { title: words.column, cell: (column) => <Name column={column} /> },
    { title: words.type, cell: (column) => <TypeCell column={column} /> },
    { title: words.nulls, align: 'number', cell: ({ nulls }) => formatCount(nulls) },
    ...(hasValues ? values : []),
    { title: words.checksum, cell: (column) => <Sums column={column} /> },
  ];
  return (
    <div className="stack">
      <h2>
        {title} <span className="muted">{formatPlural(columns.length, 'column', 'columns')}</span>
      </h2>
      <DataTable
        label={title}
        columns={shown}
        rows={isWhole ? columns : columns.slice(0, FIRST)}
        rowKey={({ name }) => name}
      />
      {!isWhole && (
        <div>
          <Button onPress={() => setWhole(true)}>
            {words.showAll(formatPlural(columns.length, 'column', 'columns'))}
          </Button>
        </div>
      )}
    </div>
  );
}

const values: Column<CertificateColumn>[] = [
  { title: words.distinct, align: 'number', cell: ({ distinct }) => distinctText(distinct) },
  { title: words.min, cell: ({ min, minClipped }) => <Value text={min} isClipped={minClipped} /> },
  { title: words.max, cell: ({ max, maxClipped }) => <Value text={max} isClipped={maxClipped} /> },
];

function Name({ column: { name, note } }: { column: CertificateColumn }) {
  return (
    <div className="certificate-name wrap-anywhere">
      <strong>{name}</strong>
      {note && <div className="table-sub">{note}</div>}
    </div>
  );
}

function TypeCell({ column: { type, format, nullTokens = [] } }: { column: CertificateColumn }) {
  return (
    <>
      {formatType(type)}
      {format && <div className="table-sub">{words.format(format)}</div>}
      {nullTokens.length > 0 && (
        <div className="table-sub">
          {words.nulls}: {nullTokens.join(', ')}
        </div>
      )}
    </>
  );
}

function Value({ text, isClipped = false }: { text: string | undefined; isClipped?: boolean | undefined }) {
  if (text === undefined) return <span className="muted">{words.noValues}</span>;
  return (
    <div className="certificate-value wrap-anywhere">
      {text}
      {isClipped && <span className="muted">{words.clipped}</span>}
    </div>
  );
}

function Sums({ column }: { column: CertificateColumn }) {
  const { checksum, readBackChecksum, positions, readBackPositions, compared } = column;
  return (
    <div className="sums">
      <Mark column={column} />
      <div>
        <Pair file={compared ? readBackChecksum : checksum} warehouse={readBackChecksum} />
        {positions !== undefined && (
          <Pair file={positions} warehouse={readBackPositions ?? ''}>
            <span className="muted small"> {words.positions}</span>
          </Pair>
        )}
      </div>
    </div>
  );
}

/** Both sides of a checksum: once where they are equal, both where they are not. */
function Pair({ file, warehouse, children }: { file: string; warehouse: string; children?: ReactNode }) {
  if (file === warehouse) {
    return (
      <div>
        <code>{file}</code>
        {children}
      </div>
    );
  }
  return (
    <div>
      {words.fileSide} <code>{file}</code> · {words.warehouseSide} <code>{warehouse}</code>
      {children}
    </div>
  );
}

function Mark({ column }: { column: CertificateColumn }) {
  return isEqual(column) ? (
    <span className="badge ok">
      <CircleCheck aria-hidden size={14} />
      {column.compared ? words.isCompared : words.isEqual}
    </span>
  ) : (
    <span className="badge bad">
      <CircleAlert aria-hidden size={14} />
      {words.isDifferent}
    </span>
  );
}
