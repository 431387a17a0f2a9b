import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { flagsQuery, type InputFlag } from '../api/inputs';
import { toProblem } from '../api/problems';
import { common } from '../text/en/common';
import { input as words } from '../text/en/input';
import { formatAge, formatCount, formatPlural } from '../text/format';
import { Button } from '../ui/Button';
import { TextField } from '../ui/Field';
import { QueryState } from '../ui/QueryState';
import { useAction } from '../ui/useAction';
import { shown } from './columns';
import type { Desk } from './desk';

/** The values that wait beside their cells, to be mended or discarded. */
export function FlagsPanel({ desk }: { desk: Desk }) {
  const query = useQuery(flagsQuery(desk.table.inputTableId, desk.table.branch));
  const doing = useAction();
  const discard = (flags: readonly InputFlag[]) =>
    void doing.run(
      () => desk.changes.discard(flags.map(({ rowId, columnId }) => ({ row: rowId, column: columnId }))),
      () => {},
    );
  return (
    <QueryState query={query} explain={toProblem}>
      {({ entries, total }) =>
        entries.length === 0 ? (
          <p className="muted">{words.nothingToMend}</p>
        ) : (
          <div className="stack">
            <p className="muted small">{words.flagsHelp}</p>
            <ul className="input-list">
              {entries.map((flag) => (
                <Flag key={`${flag.rowId} ${flag.columnId}`} desk={desk} flag={flag} onDiscard={discard} />
              ))}
            </ul>
            {total > entries.length && (
              <p className="muted small">{words.andMore(formatCount(total - entries.length))}</p>
            )}
            {!desk.isLocked && entries.length > 1 && (
              <div>
                <Button isPending={doing.isPending} onPress={() => discard(entries)}>
                  {words.discardAll(formatPlural(entries.length, 'value', 'values'))}
                </Button>
              </div>
            )}
            {doing.problem && <p className="field-error">{doing.problem}</p>}
          </div>
        )
      }
    </QueryState>
  );
}

interface FlagProps {
  desk: Desk;
  flag: InputFlag;
  onDiscard: (flags: readonly InputFlag[]) => void;
}

function Flag({ desk, flag, onDiscard }: FlagProps) {
  const [isMending, setMending] = useState(false);
  const column = desk.table.columns.find(({ columnId }) => columnId === flag.columnId);
  if (!column) return null;
  const value = shown(flag.value, column);
  const row = desk.source.store.placeOf(flag.rowId);
  const place = row < 0 ? column.name : words.cellPlace(column.name, formatCount(row + 1));
  return (
    <li className="input-item input-flag">
      <span className="option-lines">
        <span className="wrap-anywhere">
          <strong>{value}</strong>
        </span>
        <span className="option-detail">
          {place} · {flag.reason}
        </span>
        {flag.by && (
          <span className="option-detail">{words.by(flag.by, formatAge(flag.at, Date.now()))}</span>
        )}
      </span>
      {!desk.isLocked && !isMending && (
        <span className="row">
          {row >= 0 && (
            <Button
              look="quiet"
              aria-label={words.goToOf(place)}
              onPress={() => desk.grid.current?.goTo(row, desk.columns.indexOf(column))}
            >
              {words.goTo}
            </Button>
          )}
          <Button look="quiet" aria-label={words.mendOf(value, place)} onPress={() => setMending(true)}>
            {words.mend}
          </Button>
          <Button look="quiet" aria-label={words.discardOf(value, place)} onPress={() => onDiscard([flag])}>
            {words.discard}
          </Button>
        </span>
      )}
      {isMending && (
        <Mend
          value={flag.value ?? ''}
          label={place}
          onDone={(next) => {
            setMending(false);
            if (next === undefined) return;
            const { rowId, columnId } = flag;
            const seen = desk.source.cell(flag);
            const key = desk.source.keyOf(desk.source.store.at(row));
            desk.edits.type([{ rowId, columnId, type: column.type, value: next, seen, key }]);
          }}
        />
      )}
    </li>
  );
}

interface MendProps {
  value: string;
  label: string;
  /** Told the value to put into the cell, or nothing if the flag stays as it is. */
  onDone: (value?: string) => void;
}

function Mend({ value, label, onDone }: MendProps) {
  const [text, setText] = useState(value);
  return (
    <form
      className="input-mend"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        onDone(text);
      }}
    >
      <TextField label={words.mendLabel(label)} isRequired autoFocus value={text} onChange={setText} />
      <div className="row">
        <Button type="submit" look="primary">
          {words.mendPut}
        </Button>
        <Button onPress={() => onDone()}>{common.cancel}</Button>
      </div>
    </form>
  );
}
