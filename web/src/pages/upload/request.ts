import type { ImportRequest, Target, Upload } from '../../api/uploads';
import { importOptions, tableNameOf } from './choices';
import type { Draft } from './draft';

/** The import as it was decided; what was not is the first there is. */
export function requestOf(
  upload: Upload,
  { choices, target }: Draft,
  targets: readonly Target[],
): ImportRequest {
  const connection = targets.find(({ connectionId }) => connectionId === target.connectionId) ?? targets[0];
  const destinations = connection?.destinations ?? [];
  const destination =
    destinations.find(({ destinationId }) => destinationId === target.destinationId) ?? destinations[0];
  const { onReject, maxRejects } = target;
  return {
    connectionId: connection?.connectionId ?? '',
    ...(destination && { destinationId: destination.destinationId }),
    name: (target.name ?? tableNameOf(upload.fileName)).trim(),
    options: importOptions(choices),
    onReject,
    ...(onReject === 'load' && maxRejects !== undefined && { maxRejects }),
  };
}
