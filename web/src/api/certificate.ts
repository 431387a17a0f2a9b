import { queryOptions } from '@tanstack/react-query';
import { api, call } from './client';
import type { components } from './schema';

/** What an import counted and compared. Certificates of earlier versions lack the optional fields. */
export type Certificate = components['schemas']['Certificate'];
export type CertificateColumn = components['schemas']['CertificateColumn'];

/** The certificate of a table's present rows. */
export function certificateQuery(tableId: string) {
  return queryOptions({
    queryKey: ['tables', tableId, 'certificate'],
    queryFn: (): Promise<Certificate> =>
      call(api.GET('/v2/tables/{tableId}/certificate', { params: { path: { tableId } } })),
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
