import { type Certificate, isEqual } from '../../api/certificate';
import { certificate as words } from '../../text/en/certificate';
import { formatPlural } from '../../text/format';

/** What a certificate states, in one sentence; not equal if any column differs or rows are not accounted for. */
export function verdictOf(certificate: Certificate): { isEqual: boolean; sentence: string } {
  const { columns, part, rows: total, rowsRead, rowsLoaded, rowsRejected } = certificate;
  const different = [...columns, ...(part?.columns ?? [])].filter((column) => !isEqual(column));
  if (different.length > 0 || rowsRead !== rowsLoaded + rowsRejected) {
    const names = different.map(({ name }) => name).join(', ');
    return { isEqual: false, sentence: words.different(names || words.rows) };
  }
  const rows = formatPlural(rowsLoaded, 'row', 'rows');
  const width = formatPlural(columns.length, 'column', 'columns');
  const sentences = [
    part ? words.equalMerged(rows, formatPlural(total ?? 0, 'row', 'rows'), width) : words.equal(rows, width),
    rowsRejected > 0 && words.left(formatPlural(rowsRejected, 'row', 'rows')),
  ];
  return { isEqual: true, sentence: sentences.filter(Boolean).join(' ') };
}
