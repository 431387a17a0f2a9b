import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { type ExportSchedule, schedulesQuery, useScheduleActs } from '../api/delivery';
import { toProblem } from '../api/problems';
import { useMay } from '../api/session';
import type { Table } from '../api/tables';
import { common } from '../text/en/common';
import { delivery as words } from '../text/en/delivery';
import { Button } from '../ui/Button';
import { ConfirmAction } from '../ui/ConfirmAction';
import { Dialog } from '../ui/Dialog';
import { QueryState } from '../ui/QueryState';
import { Empty } from '../ui/State';
import './delivery.css';
import { ScheduleForm } from './ScheduleForm';
import { ScheduleItem, scheduleName } from './ScheduleItem';

/** What is shown: the list, or the form of a new schedule or of one of them. */
type Shown = 'list' | 'new' | ExportSchedule;

/** The schedules of a table, and making and changing them. */
export function SchedulesDialog({ table, onClose }: { table: Table; onClose: () => void }) {
  const [shown, setShown] = useState<Shown>('list');
  if (shown === 'list') return <List table={table} onShow={setShown} onClose={onClose} />;
  const schedule = shown === 'new' ? undefined : shown;
  const title = schedule ? words.changeTitle(table.name) : words.createTitle(table.name);
  return (
    <Dialog title={title} isOpen onClose={() => setShown('list')}>
      <ScheduleForm table={table} schedule={schedule} onDone={() => setShown('list')} />
    </Dialog>
  );
}

interface ListProps {
  table: Table;
  onShow: (shown: Shown) => void;
  onClose: () => void;
}

function List({ table, onShow, onClose }: ListProps) {
  const query = useQuery(schedulesQuery(table.tableId));
  const { remove } = useScheduleActs(table.tableId);
  const [removing, setRemoving] = useState<ExportSchedule>();
  const mayCreate = useMay('exportData');
  return (
    <Dialog
      title={words.schedulesTitle(table.name)}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{common.close}</Button>
          {mayCreate && (
            <Button look="primary" icon={<Plus aria-hidden size={16} />} onPress={() => onShow('new')}>
              {words.create}
            </Button>
          )}
        </>
      }
    >
      <p className="muted">{words.schedulesAbout}</p>
      <QueryState query={query} explain={toProblem}>
        {(schedules) =>
          schedules.length === 0 ? (
            <Empty title={words.none}>{words.noneText}</Empty>
          ) : (
            <ul className="schedules" aria-label={words.list}>
              {schedules.map((schedule) => (
                <ScheduleItem
                  key={schedule.scheduleId}
                  schedule={schedule}
                  onChange={onShow}
                  onRemove={setRemoving}
                />
              ))}
            </ul>
          )
        }
      </QueryState>
      {removing && (
        <ConfirmAction
          title={words.removeTitle}
          action={words.remove}
          text={words.removeText(scheduleName(removing))}
          run={() => remove.mutateAsync(removing.scheduleId)}
          onDone={() => setRemoving(undefined)}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </Dialog>
  );
}
