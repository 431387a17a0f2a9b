import type { InputDraft, InputParent, InputTable } from '../api/inputs';
import type { Target } from '../api/uploads';
import { input as words } from '../text/en/input';

/** An input table to be made, as far as it has been decided. */
export interface NewDraft {
  name: string;
  kind: InputTable['kind'];
  connectionId: string;
  destinationId: string | null;
  /** The CSV table that it begins as. */
  tableId: string | null;
  /** The table that the rows of a linked one follow. */
  parent: Omit<InputParent, 'keys'> | null;
  keys: readonly string[];
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
    parent: null,
    keys: [],
  };
}

/** The first field that has to be filled in, and what to say of it; nothing if all is there. */
export function missing({
  name,
  kind,
  tableId,
  parent,
  keys,
}: NewDraft): [field: string, why: string] | undefined {
  if (!name.trim()) return ['name', words.nameMissing];
  if (kind === 'csv' && !tableId) return ['tableId', words.parentMissing];
  if (kind === 'linked' && !parent) return ['parent', words.parentMissing];
  if (kind === 'linked' && keys.length === 0) return ['keys', words.keysMissing];
  return undefined;
}

/** The draft as the API takes it. */
export function requestOf(draft: NewDraft): Omit<InputDraft, 'documentId'> {
  const { name, kind, connectionId, destinationId, tableId, parent, keys } = draft;
  return {
    name: name.trim(),
    kind,
    connectionId,
    ...(destinationId && { destinationId }),
    ...(kind === 'csv' && tableId && { tableId }),
    ...(kind === 'linked' && parent && { parent: { ...parent, keys: [...keys] } }),
  };
}
