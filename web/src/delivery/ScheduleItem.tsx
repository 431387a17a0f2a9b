import { type ExportSchedule, useScheduleActs } from '../api/delivery';
import { useSession } from '../api/session';
import { delivery as words } from '../text/en/delivery';
import { formatDateTime } from '../text/format';
import { Button } from '../ui/Button';
import { Notice } from '../ui/State';
import { deliveryForm } from './form';
import { timingInWords } from './timing';

interface Props {
  schedule: ExportSchedule;
  onChange: (schedule: ExportSchedule) => void;
  onRemove: (schedule: ExportSchedule) => void;
}

/** A schedule: when it sends what to whom, how the last run ended, and what can be done with it. */
export function ScheduleItem({ schedule, onChange, onRemove }: Props) {
  const { scheduleId, isSuspended, nextAt, owner } = schedule;
  const isOwn = useSession().data?.userId === owner.memberId;
  const { suspend, run } = useScheduleActs(schedule.tableId);
  const failure = suspend.error ?? run.error;
  const name = scheduleName(schedule);
  const act = (label: string) => ({ 'aria-label': words.actOn(label, name), children: label });
  return (
    <li className="schedule">
      <h3>{name}</h3>
      <p className="wrap-anywhere">{whatOf(schedule)}</p>
      <p className="muted small">
        {isSuspended ? words.suspended : nextAt && words.next(formatDateTime(nextAt))}
        {!isOwn && ` · ${words.ownedBy(owner.name)}`}
      </p>
      <LastRun schedule={schedule} />
      {failure && <Notice tone="bad">{failure.message}</Notice>}
      <div className="row">
        {isOwn && (
          <>
            <Button {...act(words.run)} isPending={run.isPending} onPress={() => run.mutate(scheduleId)} />
            <Button
              {...act(isSuspended ? words.resume : words.pause)}
              isPending={suspend.isPending}
              onPress={() => suspend.mutate({ scheduleId, isSuspended: !isSuspended })}
            />
            <Button {...act(words.change)} onPress={() => onChange(schedule)} />
          </>
        )}
        <Button {...act(words.remove)} onPress={() => onRemove(schedule)} />
      </div>
    </li>
  );
}

/** What a schedule is called: when it is due. */
export function scheduleName({ schedule }: ExportSchedule): string {
  return timingInWords(schedule.cronSpec ?? '', schedule.timezone);
}

function whatOf(schedule: ExportSchedule): string {
  const names = schedule.recipients.map(({ name }) => name);
  const { kind } = deliveryForm(schedule);
  return words.to(words.kinds[kind], [...names, ...(schedule.delivery.emails ?? [])].join(', '));
}

function LastRun({ schedule: { runs } }: { schedule: ExportSchedule }) {
  const last = runs[0];
  if (!last) return <p className="muted small">{words.neverRan}</p>;
  const said = words.lastRun(words.results[last.state], formatDateTime(last.endedAt ?? last.at));
  return (
    <>
      <p className="muted small" role="status">
        {said}
      </p>
      {last.problem && (
        <Notice tone={last.state === 'failed' ? 'bad' : 'warn'}>{last.problem.message}</Notice>
      )}
    </>
  );
}
