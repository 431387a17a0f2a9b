import type { Reject } from '../../api/rejects';

/** How many different values a filter offers at most. */
const MOST = 50;

/** The columns or reasons that occur among the rejects, in the order they first do. */
export function valuesOf(entries: readonly Reject[], field: 'column' | 'reason'): string[] {
  const values = new Set(entries.map((entry) => entry[field]));
  values.delete('');
  return [...values].slice(0, MOST);
}

/** The rejects of one column and reason; "" means any. */
export function filtered(
  entries: readonly Reject[],
  by: { column: string; reason: string },
): readonly Reject[] {
  return entries.filter(
    ({ column, reason }) =>
      (by.column === '' || column === by.column) && (by.reason === '' || reason === by.reason),
  );
}
