import { useState } from 'react';
import { useReversals } from '../api/inputHistory';
import { input as words } from '../text/en/input';
import { formatDateTime } from '../text/format';
import { Button } from '../ui/Button';
import { ConfirmAction } from '../ui/ConfirmAction';
import { Notice } from '../ui/State';
import { toast } from '../ui/Toast';
import type { Desk } from './desk';

/** Says that the rows are those of an earlier moment; leads back, and brings all of it back. */
export function AsOfNote({ desk }: { desk: Desk }) {
  const { table, view, show } = desk;
  const { restore } = useReversals(table.inputTableId);
  const [isAsking, setAsking] = useState(false);
  const { asOf } = view;
  if (asOf === undefined) return null;
  const when = asOfWords(asOf);
  const toNow = () => {
    const { asOf: _, ...now } = view;
    show(now);
  };
  const mayRestore = table.mayEnter && table.entryBranch === table.branch;
  return (
    <Notice tone="info" title={words.asOf(when)}>
      <div className="row">
        <Button onPress={toNow}>{words.toNow}</Button>
        {mayRestore && <Button onPress={() => setAsking(true)}>{words.restoreTable}</Button>}
      </div>
      {isAsking && (
        <ConfirmAction
          title={words.restoreTableTitle(when)}
          action={words.restoreTable}
          text={words.restoreTableText}
          run={() => restore({ to: asOf })}
          onDone={() => {
            setAsking(false);
            toNow();
            toast(words.tableRestored(when));
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </Notice>
  );
}

function isNumber(asOf: string): boolean {
  return /^\d+$/.test(asOf);
}

function asOfWords(asOf: string): string {
  return isNumber(asOf) ? words.edit(asOf) : formatDateTime(asOf);
}
