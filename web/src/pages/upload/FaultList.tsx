import { useState } from 'react';
import type { Fault, Preview } from '../../api/reading';
import { reading as words } from '../../text/en/reading';
import { formatCount } from '../../text/format';
import { Button } from '../../ui/Button';
import { type Column, DataTable } from '../../ui/DataTable';

const FIRST = 10;

/** What would be rejected of the part shown, with the way to where it stands. */
export function FaultList({ preview, onShow }: { preview: Preview; onShow: (fault: Fault) => void }) {
  const [most, setMost] = useState(FIRST);
  const faults = preview.problems;
  if (faults.length === 0) return null;
  const names = new Map(preview.columns.map(({ index, name }) => [index, name]));
  const columns: Column<Fault>[] = [
    { title: words.line, align: 'number', cell: ({ line }) => formatCount(line) },
    { title: words.column, cell: ({ column }) => names.get(column) ?? words.wholeRow },
    { title: words.value, cell: ({ value }) => <code className="wrap-anywhere">{value}</code> },
    { title: words.reason, cell: ({ reason }) => <span className="wrap-anywhere">{reason}</span> },
    {
      title: words.show,
      hideTitle: true,
      cell: (fault) =>
        fault.row >= 0 && (
          <Button
            look="quiet"
            aria-label={words.showFault(formatCount(fault.line))}
            onPress={() => onShow(fault)}
          >
            {words.show}
          </Button>
        ),
    },
  ];
  const more = Math.min(faults.length - most, 90);
  return (
    <div className="stack faults">
      <div>
        <h2>
          {words.faultsTitle} <span className="muted">{formatCount(faults.length)}</span>
        </h2>
        <p className="muted small">{words.faultsHelp(preview.partial)}</p>
      </div>
      <DataTable
        label={words.faultsTitle}
        columns={columns}
        rows={faults.slice(0, most)}
        rowKey={(fault) => `${fault.line}:${fault.column}`}
      />
      {more > 0 && (
        <div>
          <Button onPress={() => setMost(most + more)}>{words.showMore(formatCount(more))}</Button>
        </div>
      )}
    </div>
  );
}
