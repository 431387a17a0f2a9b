import { X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { common } from '../text/en/common';
import { input as words } from '../text/en/input';
import { Button } from '../ui/Button';
import { ColumnsPanel } from './ColumnsPanel';
import type { Desk, PanelKind } from './desk';
import { FlagsPanel } from './FlagsPanel';
import { HistoryPanel } from './HistoryPanel';
import { RulesPanel } from './RulesPanel';
import { ViewPanel } from './ViewPanel';

/** What stands beside the grid. Esc closes it and leads back to the grid. */
export function Panel({ desk, panel }: { desk: Desk; panel: PanelKind }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  function close() {
    desk.open(undefined);
    desk.grid.current?.focus();
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    close();
  }
  const title = words.panels[panel.is];
  return (
    <section className="input-panel" aria-label={title} onKeyDown={onKeyDown}>
      <div className="input-panel-head">
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <Button look="quiet" icon={<X aria-hidden size={16} />} aria-label={common.close} onPress={close} />
      </div>
      <Inside desk={desk} panel={panel} />
    </section>
  );
}

function Inside({ desk, panel }: { desk: Desk; panel: PanelKind }) {
  switch (panel.is) {
    case 'columns':
      return <ColumnsPanel desk={desk} />;
    case 'rules':
      return <RulesPanel desk={desk} columnId={panel.columnId} />;
    case 'flags':
      return <FlagsPanel desk={desk} />;
    case 'history':
      return <HistoryPanel desk={desk} />;
    case 'view':
      return <ViewPanel desk={desk} />;
  }
}
