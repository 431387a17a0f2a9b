import { queryOptions } from '@tanstack/react-query';
import { api, call } from './client';
import type { components } from './schema';

/** What an import counted and compared. Certificates of earlier versions lack the optional fields. */
export type Certificate = components['schemas']['Certificate'];
export type CertificateColumn = components['schemas']['CertificateColumn'];

/** The certificate of a version of a table, of its present rows if none is given. */
export function certificateQuery(tableId: string, version: number | undefined) {
  return queryOptions({
    queryKey: ['tables', tableId, 'certificate', version],
    queryFn: (): Promise<Certificate> =>
      version === undefined
        ? call(api.GET('/v2/tables/{tableId}/certificate', { params: { path: { tableId } } }))
        : call(
            api.GET('/v2/tables/{tableId}/versions/{version}/certificate', {
              params: { path: { tableId, version } },
            }),
          ),
  });
}

/**
 * Whether both sides have the same of a column: NULLs, values and, where that could be known before, their rows.
 * Where an upsert put values in place of others, the warehouse compared the rows instead.
 */
export function isEqual(column: CertificateColumn): boolean {
  const { nulls, readBackNulls, checksum, readBackChecksum, positions, readBackPositions, compared } = column;
  return (
    nulls === readBackNulls &&
    (compared === true || checksum === readBackChecksum) &&
    (positions === undefined || positions === readBackPositions)
  );
}
