import { TriangleAlert } from 'lucide-react';
import type { Fault, Preview, PreviewColumn } from '../../api/reading';
import type { Type } from '../../api/tables';
import { shownText } from '../../grid/cells';
import { reading as words } from '../../text/en/reading';
import { formatCount } from '../../text/format';
import { Tip } from '../../ui/Tip';
import { placeOf } from './faults';

interface Props {
  preview: Preview;
  /** The columns that are drawn, which are those from span.first to span.end. */
  shown: readonly PreviewColumn[];
  span: { first: number; end: number };
  faults: ReadonlyMap<string, Fault>;
  isOut: (index: number) => boolean;
}

/** The first rows as they stand in the file; what does not fit is marked and says why. */
export function PreviewRows({ preview, shown, span, faults, isOut }: Props) {
  const after = preview.columns.length - span.end;
  return (
    <tbody>
      {preview.rows.map((row, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are told apart by their place only
        <tr key={i}>
          <th scope="row" className="preview-number">
            <RowNumber
              line={preview.lines?.[i] ?? i + 1}
              fault={faults.get(placeOf({ row: i, column: -1 }))}
            />
          </th>
          {span.first > 0 && <td aria-hidden />}
          {shown.map((column, at) => (
            <Cell
              key={column.index}
              value={row[column.index] ?? null}
              type={column.type}
              position={span.first + at}
              isOut={isOut(column.index)}
              fault={faults.get(placeOf({ row: i, column: column.index }))}
            />
          ))}
          {after > 0 && <td aria-hidden />}
        </tr>
      ))}
    </tbody>
  );
}

function RowNumber({ line, fault }: { line: number; fault: Fault | undefined }) {
  const number = formatCount(line);
  return fault ? <FaultTip fault={fault}>{number}</FaultTip> : number;
}

interface CellProps {
  value: string | null;
  type: Type;
  position: number;
  isOut: boolean;
  fault: Fault | undefined;
}

function Cell({ value, type, position, isOut, fault }: CellProps) {
  const isNumber = type.kind === 'integer' || type.kind === 'decimal' || type.kind === 'float';
  const className = [isNumber && 'number', isOut && 'is-out', fault && !isOut && 'is-fault']
    .filter(Boolean)
    .join(' ');
  const shown = value === null ? <span className="null">NULL</span> : shownText(value);
  return (
    <td className={className || undefined} aria-colindex={position + 2}>
      {fault && !isOut ? <FaultTip fault={fault}>{shown}</FaultTip> : shown}
    </td>
  );
}

function FaultTip({ fault, children }: { fault: Fault; children: React.ReactNode }) {
  return (
    <Tip id={`fault-${placeOf(fault)}`} className="fault" text={words.doesNotFit(fault.reason)}>
      <TriangleAlert aria-hidden size={13} />
      <span className="fault-value">{children}</span>
    </Tip>
  );
}
