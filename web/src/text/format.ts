// Numbers, sizes and times as people read them, in the browser's language.

const count = new Intl.NumberFormat();
const size = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat(undefined, { style: 'percent' });
const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'long' });

/** "1,234,567" */
export function formatCount(n: number): string {
  return count.format(n);
}

/** "1 row", "2 rows": the count with the word that fits it. */
export function formatPlural(n: number, one: string, many: string): string {
  return `${count.format(n)} ${n === 1 ? one : many}`;
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** "3.4 MiB": bytes in powers of 1024. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  return `${size.format(bytes / 1024 ** power)} ${units[power]}`;
}

/** "42%", of a share between 0 and 1, rounded down so that 100% means done. */
export function formatPercent(share: number): string {
  return percent.format(Math.floor(share * 100) / 100);
}

/** "Nov 21, 2026, 10:30 PM", of an ISO-8601 time. */
export function formatDateTime(iso: string): string {
  return dateTime.format(new Date(iso));
}

const steps: readonly [seconds: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [86400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
];

/** "3 minutes ago", of an ISO-8601 time; "just now" for less than a minute. */
export function formatAge(iso: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  for (const [length, unit] of steps) {
    if (seconds >= length) return relative.format(-Math.floor(seconds / length), unit);
  }
  return 'just now';
}

/** "about 2 minutes": a length of time that is only an estimate. */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return formatPlural(Math.max(1, Math.round(seconds)), 'second', 'seconds');
  if (seconds < 3600) return formatPlural(Math.round(seconds / 60), 'minute', 'minutes');
  return formatPlural(Math.round(seconds / 3600), 'hour', 'hours');
}
