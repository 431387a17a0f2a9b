import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { type InputColumn, type InputType, retypeQuery } from '../api/inputs';
import { toProblem } from '../api/problems';
import { input as words } from '../text/en/input';
import { formatCount, formatPlural } from '../text/format';
import { FormDialog } from '../ui/FormDialog';
import { QueryState } from '../ui/QueryState';
import { Notice } from '../ui/State';
import { useAction } from '../ui/useAction';
import type { Desk } from './desk';
import { TypeSelect } from './TypeSelect';

/** Gives a column another type, after showing which values would not fit. */
export function Retype({ desk, column, onClose }: { desk: Desk; column: InputColumn; onClose: () => void }) {
  const [type, setType] = useState<InputType>(column.type);
  const doing = useAction();
  const isSame = type === column.type;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (isSame) return onClose();
    void doing.run(() => desk.changes.changeColumn(column.columnId, { type }), onClose);
  }
  return (
    <FormDialog
      title={words.retypeTitle(column.name)}
      action={words.retype}
      doing={doing}
      isDisabled={isSame}
      onSubmit={submit}
      onClose={onClose}
    >
      <TypeSelect value={type} onChange={setType} />
      <div aria-live="polite">{!isSame && <Preview desk={desk} column={column} type={type} />}</div>
    </FormDialog>
  );
}

function Preview({ desk, column, type }: { desk: Desk; column: InputColumn; type: InputType }) {
  const query = useQuery(retypeQuery(desk.table.inputTableId, column.columnId, type));
  return (
    <QueryState query={query} explain={toProblem}>
      {({ count, first }) =>
        count === 0 ? (
          <Notice tone="ok">{words.allFit}</Notice>
        ) : (
          <div className="stack">
            <Notice tone="warn" title={words.unfit(formatPlural(count, 'value', 'values'), count)}>
              {words.unfitText}
            </Notice>
            <ul className="input-list input-misfits">
              {first.map(({ rowId, value, reason }) => {
                const row = desk.source.store.placeOf(rowId);
                return (
                  <li key={rowId} className="input-item">
                    <span className="option-lines">
                      <span className="wrap-anywhere">{value}</span>
                      <span className="option-detail">
                        {row >= 0 && `${words.row(formatCount(row + 1))} · `}
                        {reason}
                      </span>
                    </span>
                  </li>
                );
              })}
            </ul>
            {count > first.length && (
              <p className="muted small">{words.andMore(formatCount(count - first.length))}</p>
            )}
          </div>
        )
      }
    </QueryState>
  );
}
