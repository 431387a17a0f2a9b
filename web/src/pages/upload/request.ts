import type { ImportRequest, Target, Upload } from '../../api/uploads';
import { importOptions, tableNameOf } from './choices';
import type { Draft, TargetDraft } from './draft';

/** The import as it was decided; what was not is the first there is. */
export function requestOf(
  upload: Upload,
  { choices, target }: Draft,
  targets: readonly Target[],
): ImportRequest {
  const { onReject, maxRejects } = target;
  return {
    ...(target.change === 'create' ? newTable(upload, target, targets) : changedTable(target)),
    options: importOptions(choices),
    onReject,
    ...(onReject === 'load' && maxRejects !== undefined && { maxRejects }),
  };
}

function newTable(upload: Upload, target: TargetDraft, targets: readonly Target[]): ImportRequest {
  const connection = targets.find(({ connectionId }) => connectionId === target.connectionId) ?? targets[0];
  const destinations = connection?.destinations ?? [];
  const destination =
    destinations.find(({ destinationId }) => destinationId === target.destinationId) ?? destinations[0];
  return {
    connectionId: connection?.connectionId ?? '',
    ...(destination && { destinationId: destination.destinationId }),
    name: (target.name ?? tableNameOf(upload.fileName)).trim(),
    ...(target.documentId
      ? { documentId: target.documentId }
      : target.folderId && { folderId: target.folderId }),
  };
}

function changedTable({ change, tableId = '', key = [], isAccepted = false }: TargetDraft): ImportRequest {
  return {
    change,
    tableId,
    ...(change === 'upsert' && { key: [...key] }),
    ...(isAccepted && { onSchemaChange: 'accept' as const }),
  };
}

/** Whether a request says all that it must. */
export function isComplete({ change, tableId, key, name }: ImportRequest): boolean {
  if (!change || change === 'create') return Boolean(name);
  return Boolean(tableId) && (change !== 'upsert' || Boolean(key?.length));
}
