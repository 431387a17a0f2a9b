import { describe, expect, it } from 'vitest';
import { timingForm, timingInWords, timingOf } from './timing';

describe('when a table is sent', () => {
  it.each([
    ['30 6 * * *', 'Every day at 06:30 (UTC)'],
    ['0 7 * * 1', 'Every Monday at 07:00 (UTC)'],
    ['5 23 * * 0', 'Every Sunday at 23:05 (UTC)'],
    ['0 0 28 * *', 'On day 28 of every month at 00:00 (UTC)'],
    ['0 7 * * 1-5', 'By the cron expression 0 7 * * 1-5 (UTC)'],
    ['0 7 1 * 1', 'By the cron expression 0 7 1 * 1 (UTC)'],
    ['0 7 31 * *', 'By the cron expression 0 7 31 * * (UTC)'],
    ['*/20 * * * *', 'By the cron expression */20 * * * * (UTC)'],
  ])('says %s in words', (cron, said) => {
    expect(timingInWords(cron, 'UTC')).toBe(said);
  });

  it.each([
    ['30 6 * * *', { every: 'day', at: '06:30', timezone: 'Europe/Berlin' }],
    ['30 6 * * 0', { every: 'week', at: '06:30', weekday: 0, timezone: 'Europe/Berlin' }],
    ['30 6 9 * *', { every: 'month', at: '06:30', day: 9, timezone: 'Europe/Berlin' }],
    ['30 6 9 1 *', { cronSpec: '30 6 9 1 *', timezone: 'Europe/Berlin' }],
  ])('asks for %s with what its way needs', (cron, timing) => {
    expect(timingOf(timingForm(cron, 'Europe/Berlin'))).toEqual(timing);
  });
});
