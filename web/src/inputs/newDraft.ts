import type { InputDraft } from '../api/inputs';
import type { Target } from '../api/uploads';
import { input as words } from '../text/en/input';

/** An input table to be made, as far as it has been decided. */
export interface NewDraft {
  name: string;
  kind: 'empty' | 'csv';
  connectionId: string;
  destinationId: string | null;
  /** The CSV table that it begins as. */
  tableId: string | null;
}

/** A new input table on a connection, the first one if none is named. */
export function emptyDraft(
  targets: readonly Target[],
  connectionId = targets[0]?.connectionId ?? '',
): NewDraft {
  const target = targets.find((one) => one.connectionId === connectionId);
  return {
    name: '',
    kind: 'empty',
    connectionId,
    destinationId: target?.destinations[0]?.destinationId ?? null,
    tableId: null,
  };
}

/** The first field that has to be filled in, and what to say of it; nothing if all is there. */
export function missing({ name, kind, tableId }: NewDraft): [field: string, why: string] | undefined {
  if (!name.trim()) return ['name', words.nameMissing];
  if (kind === 'csv' && !tableId) return ['tableId', words.parentMissing];
  return undefined;
}

/** The draft as the API takes it. */
export function requestOf(draft: NewDraft): Omit<InputDraft, 'documentId'> {
  const { name, kind, connectionId, destinationId, tableId } = draft;
  return {
    name: name.trim(),
    kind,
    connectionId,
    ...(destinationId && { destinationId }),
    ...(kind === 'csv' && tableId && { tableId }),
  };
}
