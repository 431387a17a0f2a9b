import type { Fault } from '../../api/reading';

/** Where a fault stands among the rows shown; the whole row's column is -1. */
export function placeOf({ row, column }: Pick<Fault, 'row' | 'column'>): string {
  return `${row}:${column}`;
}

/** Faults by their place; the first counts where a cell has several. */
export function byPlace(faults: readonly Fault[]): ReadonlyMap<string, Fault> {
  const places = new Map<string, Fault>();
  for (const fault of faults) {
    const place = placeOf(fault);
    if (fault.row >= 0 && !places.has(place)) places.set(place, fault);
  }
  return places;
}

/** How many faults each column has. */
export function perColumn(faults: readonly Fault[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { column } of faults) counts.set(column, (counts.get(column) ?? 0) + 1);
  return counts;
}
