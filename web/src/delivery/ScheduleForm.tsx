import { type FormEvent, useState } from 'react';
import { type ExportSchedule, useScheduleActs } from '../api/delivery';
import type { Table } from '../api/tables';
import { common } from '../text/en/common';
import { delivery as words } from '../text/en/delivery';
import { DeliveryFields } from './DeliveryFields';
import { FormFoot } from './FormFoot';
import { deliveryForm, deliveryOf, emptyDelivery, type FieldName } from './form';
import { refusalOf } from './refusal';
import { TimingFields } from './TimingFields';
import { type TimingForm, timingForm, timingOf, type Way } from './timing';

const ofWays: Readonly<Record<Way, readonly FieldName[]>> = {
  day: ['at'],
  week: ['at', 'weekday'],
  month: ['at', 'day'],
  cron: ['cron'],
};

interface Props {
  table: Table;
  /** The one to change; a new one if there is none. */
  schedule: ExportSchedule | undefined;
  onDone: () => void;
}

/** What a schedule sends, and when. */
export function ScheduleForm({ table, schedule, onDone }: Props) {
  const [delivery, setDelivery] = useState(schedule ? deliveryForm(schedule) : emptyDelivery);
  const [timing, setTiming] = useState(() => firstTiming(schedule));
  const { save } = useScheduleActs(table.tableId);
  const shown = ['addresses', 'subject', 'message', 'zone', ...ofWays[timing.way]] as const;
  const { faults, failure } = refusalOf(save.error, shown);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { scheduleId: schedule?.scheduleId, delivery: deliveryOf(delivery), schedule: timingOf(timing) },
      { onSuccess: onDone },
    );
  };
  return (
    <form className="stack" noValidate onSubmit={submit}>
      <TimingFields form={timing} faults={faults} onChange={setTiming} />
      <DeliveryFields documentId={table.documentId} form={delivery} faults={faults} onChange={setDelivery} />
      <FormFoot
        action={schedule ? common.save : words.createIt}
        isPending={save.isPending}
        failure={failure}
        onCancel={onDone}
      />
    </form>
  );
}

function firstTiming(schedule: ExportSchedule | undefined): TimingForm {
  if (schedule) return timingForm(schedule.schedule.cronSpec ?? '', schedule.schedule.timezone);
  return timingForm('30 6 * * *', Intl.DateTimeFormat().resolvedOptions().timeZone);
}
