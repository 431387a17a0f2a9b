import type { Timing } from '../api/delivery';
import { delivery as words } from '../text/en/delivery';

/** The ways to say when a table is sent. */
export const ways = ['day', 'week', 'month', 'cron'] as const;
export type Way = (typeof ways)[number];

/** When a table is sent, as the form has it: the fields of the other ways keep what was typed. */
export interface TimingForm {
  way: Way;
  at: string;
  weekday: string;
  day: string;
  cron: string;
  zone: string;
}

/** What the form says of a cron expression; the simple ones are every day, week or month. */
export function timingForm(cron: string, zone: string): TimingForm {
  const form: TimingForm = { way: 'cron', at: '', weekday: '1', day: '1', cron, zone };
  const [, minute = '', hour = '', day, weekday] =
    cron.match(/^([0-5]?\d) ([01]?\d|2[0-3]) (\*|[1-9]|1\d|2[0-8]) \* (\*|[0-6])$/) ?? [];
  const at = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (day === undefined || weekday === undefined) return form;
  if (day === '*' && weekday === '*') return { ...form, way: 'day', at };
  if (day === '*') return { ...form, way: 'week', at, weekday };
  if (weekday === '*') return { ...form, way: 'month', at, day };
  return form;
}

/** What is asked of the server: only what the chosen way needs. */
export function timingOf({ way, at, weekday, day, cron, zone }: TimingForm): Timing {
  const timezone = zone.trim();
  switch (way) {
    case 'cron':
      return { cronSpec: cron.trim(), timezone };
    case 'day':
      return { every: way, at, timezone };
    case 'week':
      return { every: way, at, weekday: Number(weekday), timezone };
    case 'month':
      return { every: way, at, day: Number(day), timezone };
  }
}

/** A cron expression in words, with the time zone it is meant in. */
export function timingInWords(cron: string, zone: string): string {
  const { way, at, weekday, day } = timingForm(cron, zone);
  switch (way) {
    case 'cron':
      return words.onCron(cron, zone);
    case 'day':
      return words.onDays(at, zone);
    case 'week':
      return words.onWeeks(words.weekdays[Number(weekday)] ?? weekday, at, zone);
    case 'month':
      return words.onMonths(day, at, zone);
  }
}
