import { useState } from 'react';
import type { Fault, Preview, PreviewColumn } from '../../api/reading';
import { reading as words } from '../../text/en/reading';
import { formatPlural } from '../../text/format';
import { Checkbox } from '../../ui/Toggle';
import { Above } from './Above';
import { ColumnHead } from './ColumnHead';
import { type Choices, type ColumnEdit, withAll, withColumn } from './choices';
import { COLUMN_WIDTH, useColumnWindow } from './columnWindow';
import { FaultList } from './FaultList';
import { FormatDialog } from './FormatDialog';
import { byPlace, perColumn } from './faults';
import { PreviewRows } from './PreviewRows';
import { useGoTo } from './useGoTo';

/** From so many columns on, one can be gone to by its name. */
const MANY = 8;
const NUMBER_WIDTH = 64;

interface Props {
  preview: Preview;
  choices: Choices;
  onChange: (choices: Choices) => void;
}

/** The columns as they will be imported, each with its tick, name, type and format over its first values. */
export function Columns({ preview, choices, onChange }: Props) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const { goTo, show } = useGoTo(scroller, preview.columns);
  return (
    <div className="stack columns-step">
      <Head preview={preview} onGo={goTo} />
      <Above lines={preview.above} skipped={preview.dialect.skipLines} />
      <section
        ref={setScroller}
        className="table-scroll preview-scroll"
        aria-label={words.columns}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
      >
        <Grid preview={preview} choices={choices} onChange={onChange} scroller={scroller} onShow={show} />
      </section>
      {preview.rows.length === 0 && <p className="muted">{words.noRows}</p>}
      <FaultList preview={preview} onShow={show} />
    </div>
  );
}

interface GridProps extends Props {
  scroller: HTMLElement | null;
  onShow: (fault: Fault) => void;
}

/** The columns that are in sight, over the first rows. */
function Grid({ preview, choices, onChange, scroller, onShow }: GridProps) {
  const { columns, problems } = preview;
  const span = useColumnWindow(scroller, columns.length);
  const [open, setOpen] = useState<PreviewColumn | null>(null);
  const after = columns.length - span.end;
  const counts = perColumn(problems);
  const shown = columns.slice(span.first, span.end);
  const editOf = (index: number) => choices.columns[index] ?? {};
  const edit = (index: number, change: ColumnEdit) => onChange(withColumn(choices, index, change));
  const showFirst = (column: number) => {
    const first = problems.find((fault) => fault.column === column && fault.row >= 0);
    if (first) onShow(first);
  };
  return (
    <>
      <table
        className="preview"
        aria-colcount={columns.length + 1}
        style={{ width: NUMBER_WIDTH + columns.length * COLUMN_WIDTH }}
      >
        <thead>
          <tr>
            <th className="preview-number" style={{ width: NUMBER_WIDTH }}>
              <IncludeAll preview={preview} choices={choices} onChange={onChange} />
            </th>
            {span.first > 0 && <td aria-hidden style={{ width: span.first * COLUMN_WIDTH }} />}
            {shown.map((column, i) => (
              <ColumnHead
                key={column.index}
                column={column}
                position={span.first + i}
                edit={editOf(column.index)}
                faults={counts.get(column.index) ?? 0}
                onFault={() => showFirst(column.index)}
                onEdit={(change) => edit(column.index, change)}
                onMore={() => setOpen(column)}
              />
            ))}
            {after > 0 && <td aria-hidden style={{ width: after * COLUMN_WIDTH }} />}
          </tr>
        </thead>
        <PreviewRows
          preview={preview}
          shown={shown}
          span={span}
          faults={byPlace(problems)}
          isOut={(index) => editOf(index).include === false}
        />
      </table>
      {open && (
        <FormatDialog
          column={open}
          edit={editOf(open.index)}
          onApply={(change) => {
            edit(open.index, change);
            setOpen(null);
          }}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

function Head({ preview, onGo }: { preview: Preview; onGo: (position: number) => void }) {
  const { columns, partial } = preview;
  return (
    <div className="row spread columns-head">
      <div>
        <h2>
          {words.columns} <span className="muted">{formatPlural(columns.length, 'column', 'columns')}</span>
        </h2>
        <p className="muted small">
          {words.columnsHelp} {partial && words.partial}
        </p>
      </div>
      {columns.length > MANY && (
        // A native list: it stays quick with a thousand entries, and typing finds one.
        <select
          className="input"
          aria-label={words.goToColumn}
          value=""
          onChange={(event) => onGo(Number(event.target.value))}
        >
          <option value="" disabled>
            {words.goToColumn}
          </option>
          {columns.map(({ index, name }, position) => (
            <option key={index} value={position}>
              {name}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

function IncludeAll({ preview, choices, onChange }: Props) {
  const included = preview.columns.filter(({ index }) => choices.columns[index]?.include !== false).length;
  return (
    <Checkbox
      aria-label={words.includeAll}
      isSelected={included === preview.columns.length}
      isIndeterminate={included > 0 && included < preview.columns.length}
      onChange={(include) => onChange(withAll(choices, preview, include))}
    />
  );
}
