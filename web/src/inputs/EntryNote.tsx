import type { InputTable } from '../api/inputs';
import { input as words } from '../text/en/input';

/** Says what it is and why rows can, or cannot, be entered in what is shown. */
export function EntryNote({ table }: { table: InputTable }) {
  const { branch, entryBranch, mayEnter, connectionName } = table;
  const isElsewhere = branch !== entryBranch;
  return (
    <span>
      {words.kind} · {connectionName}
      {' · '}
      {isElsewhere && words.enteredIn[entryBranch]}
      {!isElsewhere && (mayEnter ? words.mayEnter[branch] : words.mayNotEnter)}
    </span>
  );
}
