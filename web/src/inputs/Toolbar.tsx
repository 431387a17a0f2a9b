import { ChevronDown, Columns3, Filter, History, Plus, TriangleAlert } from 'lucide-react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { input as words } from '../text/en/input';
import { formatPlural } from '../text/format';
import { Button } from '../ui/Button';
import { type Desk, isWhole, type PanelKind } from './desk';
import { useWaiting } from './useEdits';
import { type RowVerb, useRowActs } from './useRowActs';

/** What can be done with the rows and the table. */
export function Toolbar({ desk, isReadOnly }: { desk: Desk; isReadOnly: boolean }) {
  const { table, view, panel, open } = desk;
  const toggle = (next: PanelKind) => open(panel?.is === next.is ? undefined : next);
  const count = view.conditions.length + view.sort.length;
  return (
    <div className="input-toolbar" role="toolbar" aria-label={words.toolbar(table.name)}>
      {!desk.isLocked && <RowTools desk={desk} />}
      <Button
        look="quiet"
        icon={<Filter aria-hidden size={15} />}
        aria-expanded={panel?.is === 'view'}
        onPress={() => toggle({ is: 'view' })}
      >
        {count > 0 ? words.filterAndSortOf(count) : words.filterAndSort}
      </Button>
      {!isReadOnly && (
        <Button
          look="quiet"
          icon={<Columns3 aria-hidden size={15} />}
          aria-expanded={panel?.is === 'columns' || panel?.is === 'rules'}
          onPress={() => toggle({ is: 'columns' })}
        >
          {words.columns}
        </Button>
      )}
      {!isReadOnly && table.mayEdit && (
        <Button
          look="quiet"
          icon={<History aria-hidden size={15} />}
          aria-expanded={panel?.is === 'history'}
          onPress={() => toggle({ is: 'history' })}
        >
          {words.history}
        </Button>
      )}
      {table.flags > 0 && (
        <Button
          look="quiet"
          icon={<TriangleAlert aria-hidden size={15} />}
          aria-expanded={panel?.is === 'flags'}
          onPress={() => toggle({ is: 'flags' })}
        >
          {words.toMend(formatPlural(table.flags, 'value', 'values'), table.flags)}
        </Button>
      )}
      <Waiting desk={desk} />
    </div>
  );
}

function RowTools({ desk }: { desk: Desk }) {
  const act = useRowActs(desk);
  const isOrdered = isWhole(desk.view);
  const hasRows = desk.source.rowCount > 0;
  const own = desk.table.kind !== 'linked';
  const items: [RowVerb, boolean][] = [
    ['above', own && isOrdered && hasRows],
    ['below', own && isOrdered && hasRows],
    ['up', own && isOrdered && hasRows],
    ['down', own && isOrdered && hasRows],
    ['delete', own && hasRows],
  ];
  const offered = items.filter(([, isOffered]) => isOffered);
  if (!own) return null;
  return (
    <>
      <Button look="quiet" icon={<Plus aria-hidden size={15} />} onPress={() => act('add')}>
        {words.addRow}
      </Button>
      {offered.length > 0 && (
        <MenuTrigger>
          <AriaButton className="button quiet">
            {words.rows}
            <ChevronDown aria-hidden size={14} />
          </AriaButton>
          <Popover className="popover">
            <Menu aria-label={words.rows} onAction={(verb) => act(verb as RowVerb)}>
              {offered.map(([verb]) => (
                <MenuItem key={verb} id={verb} className="option">
                  {words.rowVerbs[verb]}
                </MenuItem>
              ))}
            </Menu>
          </Popover>
        </MenuTrigger>
      )}
    </>
  );
}

/** How many edits are not with the server yet; a fast answer is not worth a word. */
function Waiting({ desk: { edits } }: { desk: Desk }) {
  const { waiting, isCutOff } = useWaiting(edits);
  return (
    <span className="input-waiting muted small" role="status">
      {isCutOff && words.waiting(waiting)}
    </span>
  );
}
