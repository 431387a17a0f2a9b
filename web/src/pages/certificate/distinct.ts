import type { CertificateColumn } from '../../api/certificate';
import { certificate as words } from '../../text/en/certificate';
import { formatCount } from '../../text/format';

/** How many different values there are: exactly, or between two numbers. */
export function distinctText(distinct: CertificateColumn['distinct']): string {
  if (!distinct) return '';
  const { atLeast, atMost } = distinct;
  return atLeast === atMost
    ? formatCount(atLeast)
    : words.distinctBetween(formatCount(atLeast), formatCount(atMost));
}
