import type { Type } from '../../api/tables';
import type { Preview, PreviewColumn } from '../../api/uploads';
import { shownText } from '../../grid/cells';
import { upload as words } from '../../text/en/upload';
import { formatType } from '../../text/type';
import { Checkbox } from '../../ui/Toggle';
import { type Choices, type ColumnEdit, withColumn } from './choices';

/** Rows shown: enough to recognise a column, few enough to stay quick with a thousand columns. */
const ROWS = 20;

interface Props {
  preview: Preview;
  choices: Choices;
  onChange: (choices: Choices) => void;
}

/** The columns as they will be imported, each with its tick, name and type over its first values. */
export function Columns({ preview, choices, onChange }: Props) {
  const rows = preview.rows.slice(0, ROWS);
  const edits = choices.columns;
  return (
    <div className="stack columns-step">
      <div>
        <h2>{words.columns}</h2>
        <p className="muted small">
          {words.columnsHelp} {preview.partial && words.partial}
        </p>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="table-scroll preview-scroll" aria-label={words.columns} tabIndex={0}>
        <table className="preview">
          <thead>
            <tr>
              <th className="preview-number">
                <span className="visually-hidden">{words.row}</span>
              </th>
              {preview.columns.map((column) => (
                <ColumnHead
                  key={column.index}
                  column={column}
                  edit={edits[column.index] ?? {}}
                  onEdit={(edit) => onChange(withColumn(choices, column.index, edit))}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows are told apart by their place only
              <tr key={i}>
                <th scope="row" className="preview-number">
                  {i + 1}
                </th>
                {preview.columns.map((column) => (
                  <Value
                    key={column.index}
                    value={row[column.index] ?? null}
                    type={column.type}
                    isOut={edits[column.index]?.include === false}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

interface HeadProps {
  column: PreviewColumn;
  edit: ColumnEdit;
  onEdit: (edit: ColumnEdit) => void;
}

// Native controls: a file may have a thousand columns.
function ColumnHead({ column, edit, onEdit }: HeadProps) {
  const isOut = edit.include === false;
  const found = formatType(column.type);
  return (
    <th scope="col" className={isOut ? 'is-out' : undefined}>
      <div className="column-head">
        <div className="column-name">
          <Checkbox
            aria-label={words.include(column.name)}
            isSelected={!isOut}
            onChange={(include) => onEdit({ include })}
          />
          <input
            className="input"
            aria-label={words.nameOf(column.name)}
            value={edit.name ?? column.name}
            disabled={isOut}
            spellCheck={false}
            onChange={(event) => onEdit({ name: event.target.value })}
          />
        </div>
        <select
          className="input"
          aria-label={words.typeOf(column.name)}
          value={edit.kind ?? ''}
          disabled={isOut}
          onChange={(event) => onEdit({ kind: event.target.value })}
        >
          <option value="">{edit.kind ? words.byValues : words.detected(found)}</option>
          {Object.entries(words.kinds).map(([kind, label]) => (
            <option key={kind} value={kind}>
              {label}
            </option>
          ))}
        </select>
        <span className="column-note">{column.note}</span>
      </div>
    </th>
  );
}

function Value({ value, type, isOut }: { value: string | null; type: Type; isOut: boolean }) {
  const isNumber = type.kind === 'integer' || type.kind === 'decimal' || type.kind === 'float';
  const className = `${isNumber ? 'number' : ''} ${isOut ? 'is-out' : ''}`.trim();
  return (
    <td className={className || undefined}>
      {value === null ? <span className="null">NULL</span> : shownText(value)}
    </td>
  );
}
