import { TriangleAlert } from 'lucide-react';
import type { PreviewColumn } from '../../api/reading';
import { reading as words } from '../../text/en/reading';
import { formatCount } from '../../text/format';
import { Button } from '../../ui/Button';
import { Select } from '../../ui/Select';
import { Checkbox } from '../../ui/Toggle';
import type { ColumnEdit } from './choices';
import { COLUMN_WIDTH } from './columnWindow';
import { editOf, keyOf, MORE, readingsOf, shownReading } from './kinds';

interface Props {
  column: PreviewColumn;
  /** Its place among all columns, from 0. */
  position: number;
  edit: ColumnEdit;
  /** How many values of it do not fit. */
  faults: number;
  onFault: () => void;
  onEdit: (edit: ColumnEdit) => void;
  /** Opens everything that the menu of types has no room for. */
  onMore: () => void;
}

/** What can be decided about a column, above its values. */
export function ColumnHead({ column, position, edit, faults, onFault, onEdit, onMore }: Props) {
  const isOut = edit.include === false;
  return (
    <th
      scope="col"
      aria-colindex={position + 2}
      className={isOut ? 'is-out' : undefined}
      style={{ width: COLUMN_WIDTH }}
    >
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
            title={edit.name ?? column.name}
            value={edit.name ?? column.name}
            disabled={isOut}
            spellCheck={false}
            onChange={(event) => onEdit({ name: event.target.value })}
          />
        </div>
        <Select
          label={words.typeOf(column.name)}
          hideLabel
          isDisabled={isOut}
          choices={readingsOf(column, edit)}
          value={keyOf(edit)}
          showChosen={() => shownReading(column, edit)}
          onChange={(key) => (key === MORE ? onMore() : onEdit(editOf(key)))}
        />
        {!isOut && <Tokens column={column} edit={edit} onEdit={onEdit} />}
        {column.note && <span className="column-note">{column.note}</span>}
        {!isOut && faults > 0 && (
          <Button look="quiet" icon={<TriangleAlert aria-hidden size={14} />} onPress={onFault}>
            {words.faults(formatCount(faults))}
          </Button>
        )}
      </div>
    </th>
  );
}

/** Words in the column that often mean that there is no value: offered, never applied by themselves. */
function Tokens({ column, edit, onEdit }: Pick<Props, 'column' | 'edit' | 'onEdit'>) {
  const chosen = edit.nullTokens ?? [];
  const offered = column.tokens;
  const gone = chosen.filter((token) => !offered.some((one) => one.token === token));
  const all = [...offered, ...gone.map((token) => ({ token, count: 0 }))];
  return all.map(({ token, count }) => (
    <Checkbox
      key={token}
      isSelected={chosen.includes(token)}
      onChange={(isNull) =>
        onEdit({ nullTokens: isNull ? [...chosen, token] : chosen.filter((one) => one !== token) })
      }
    >
      <span className="column-token">
        {words.token(token)}
        {count > 0 && <span className="muted"> {words.times(formatCount(count))}</span>}
      </span>
    </Checkbox>
  ));
}
