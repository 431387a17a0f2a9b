/** Reads a row number as people write it, with or without separators between thousands; null if it is none of the table's. */
export function parseRowNumber(text: string, rows: number): number | null {
  const digits = text.trim().replace(/[\s.,'’_]/g, '');
  if (!/^\d{1,15}$/.test(digits)) return null;
  const number = Number(digits);
  return number >= 1 && number <= rows ? number : null;
}
