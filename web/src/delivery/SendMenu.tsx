import { ChevronDown, Mail } from 'lucide-react';
import { useState } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useMay } from '../api/session';
import type { Table } from '../api/tables';
import { delivery as words } from '../text/en/delivery';
import { SchedulesDialog } from './SchedulesDialog';
import { SendDialog } from './SendDialog';

const items = [
  { id: 'send', label: words.send, help: words.sendHelp },
  { id: 'schedules', label: words.schedules, help: words.schedulesHelp },
] as const;

/** Sends a table by e-mail, now or on schedules; nothing for those who may not export. */
export function SendMenu({ table, look = 'plain' }: { table: Table; look?: 'plain' | 'quiet' }) {
  const [shown, setShown] = useState<(typeof items)[number]['id']>();
  const close = () => setShown(undefined);
  if (!useMay('exportData')) return null;
  return (
    <>
      <MenuTrigger>
        <Button className={`button ${look}`} aria-label={words.menuOf(table.name)}>
          <Mail aria-hidden size={16} />
          {words.menu}
          <ChevronDown aria-hidden size={14} />
        </Button>
        <Popover className="popover" placement="bottom end">
          <Menu
            aria-label={words.menuOf(table.name)}
            onAction={(id) => setShown(items.find((item) => item.id === id)?.id)}
          >
            {items.map(({ id, label, help }) => (
              <MenuItem key={id} id={id} textValue={label} className="option">
                <span className="option-lines">
                  <span>{label}</span>
                  <span className="option-detail">{help}</span>
                </span>
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      {shown === 'send' && <SendDialog table={table} onClose={close} />}
      {shown === 'schedules' && <SchedulesDialog table={table} onClose={close} />}
    </>
  );
}
