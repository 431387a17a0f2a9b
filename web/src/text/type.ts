/** A type as people read it: "integer", "decimal(10,2)". */
export function formatType(type: { kind: string; precision?: number; scale?: number }): string {
  if (type.kind === 'timestamptz') return 'timestamp with zone';
  if (type.kind !== 'decimal' || !type.precision) return type.kind;
  return `decimal(${type.precision},${type.scale ?? 0})`;
}
