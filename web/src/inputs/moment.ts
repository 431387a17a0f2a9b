/** A moment as people write it, an edit's number up to the last one or a local time, as the API takes it; null if it is none. */
export function momentOf(text: string, last: number): string | null {
  const written = text.trim();
  if (/^\d{1,15}$/.test(written)) return Number(written) >= 1 && Number(written) <= last ? written : null;
  if (!/^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2})?)?$/.test(written)) return null;
  // A date alone is its beginning here, not in Greenwich.
  const at = new Date(written.length === 10 ? `${written}T00:00` : written.replace(' ', 'T'));
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
