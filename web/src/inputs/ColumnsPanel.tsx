import { Ellipsis, Lock, Plus, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { InputColumn } from '../api/inputs';
import { toProblem } from '../api/problems';
import { NameDialog } from '../documents/NameDialog';
import { documents } from '../text/en/documents';
import { input as words } from '../text/en/input';
import { Button } from '../ui/Button';
import { toast } from '../ui/Toast';
import { AddColumn } from './AddColumn';
import { whyNot } from './columns';
import type { Desk } from './desk';
import { Retype } from './Retype';
import { ruleWords } from './rules';

type Verb = 'rename' | 'retype' | 'rules' | 'left' | 'right' | 'remove';

/** The columns and what can be done with them; those that were deleted can be brought back. */
export function ColumnsPanel({ desk }: { desk: Desk }) {
  const { table, mayShape, changes } = desk;
  const [asked, setAsked] = useState<{ verb: 'add' } | { verb: 'rename' | 'retype'; column: InputColumn }>();
  const columns = table.columns.filter(({ removed }) => !removed);
  const removed = table.columns.filter((column) => column.removed);
  const close = () => setAsked(undefined);

  function act(verb: Verb, column: InputColumn) {
    const { columnId, name } = column;
    const at = columns.indexOf(column);
    const before = (i: number) => columns[i]?.columnId ?? '';
    switch (verb) {
      case 'rename':
      case 'retype':
        return setAsked({ verb, column });
      case 'rules':
        return desk.open({ is: 'rules', columnId });
      case 'left':
        return attempt(changes.changeColumn(columnId, { before: before(at - 1) }));
      case 'right':
        return attempt(changes.changeColumn(columnId, { before: before(at + 2) }));
      case 'remove':
        return attempt(changes.removeColumn(columnId), () =>
          toast(words.columnDeleted(name), 'ok', {
            label: documents.undo,
            run: () => void attempt(changes.restoreColumn(columnId)),
          }),
        );
    }
  }

  return (
    <div className="stack">
      {!mayShape && <p className="muted small">{words.columnsLocked}</p>}
      <ul className="input-list">
        {columns.map((column, i) => (
          <li key={column.columnId} className="input-item">
            <ColumnWords column={column} />
            {mayShape && (
              <ColumnMenu
                column={column}
                isFirst={i === 0}
                isLast={i === columns.length - 1}
                onAct={(verb) => void act(verb, column)}
              />
            )}
          </li>
        ))}
      </ul>
      {mayShape && (
        <div>
          <Button icon={<Plus aria-hidden size={15} />} onPress={() => setAsked({ verb: 'add' })}>
            {words.addColumn}
          </Button>
        </div>
      )}
      {mayShape && removed.length > 0 && (
        <>
          <h3>{words.deletedColumns}</h3>
          <ul className="input-list">
            {removed.map((column) => (
              <li key={column.columnId} className="input-item">
                <ColumnWords column={column} />
                <Button
                  look="quiet"
                  icon={<Undo2 aria-hidden size={15} />}
                  aria-label={words.bringBackOf(column.name)}
                  onPress={() => void attempt(changes.restoreColumn(column.columnId))}
                >
                  {words.bringBack}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
      {asked?.verb === 'add' && <AddColumn desk={desk} onClose={close} />}
      {asked?.verb === 'rename' && (
        <NameDialog
          title={documents.renameTitle(asked.column.name)}
          label={words.columnName}
          action={documents.rename}
          name={asked.column.name}
          run={(name) => changes.changeColumn(asked.column.columnId, { name })}
          onClose={close}
        />
      )}
      {asked?.verb === 'retype' && <Retype desk={desk} column={asked.column} onClose={close} />}
    </div>
  );
}

function ColumnWords({ column }: { column: InputColumn }) {
  const rules = ruleWords(column);
  return (
    <span className="option-lines">
      <span className="wrap-anywhere">
        {column.name} {whyNot(column) && <Lock role="img" aria-label={words.readOnly} size={12} />}
      </span>
      <span className="option-detail">{[words.types[column.type], ...rules].join(' · ')}</span>
    </span>
  );
}

interface MenuProps {
  column: InputColumn;
  isFirst: boolean;
  isLast: boolean;
  onAct: (verb: Verb) => void;
}

function ColumnMenu({ column, isFirst, isLast, onAct }: MenuProps) {
  const label = words.columnActions(column.name);
  const items: [Verb, boolean][] = [
    ['rename', true],
    ['retype', true],
    ['rules', true],
    ['left', !isFirst],
    ['right', !isLast],
    ['remove', true],
  ];
  return (
    <MenuTrigger>
      <AriaButton className="button quiet icon" aria-label={label}>
        <Ellipsis aria-hidden size={16} />
      </AriaButton>
      <Popover className="popover" placement="bottom end">
        <Menu aria-label={label} onAction={(verb) => onAct(verb as Verb)}>
          {items.map(
            ([verb, isOffered]) =>
              isOffered && (
                <MenuItem key={verb} id={verb} className="option">
                  {words.columnVerbs[verb]}
                </MenuItem>
              ),
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

/** Waits for something and says why it did not work. */
async function attempt(doing: Promise<unknown>, done: () => void = () => {}): Promise<void> {
  try {
    await doing;
    done();
  } catch (error) {
    const { message, hint } = toProblem(error);
    toast(hint ? `${message} ${hint}` : message, 'bad');
  }
}
