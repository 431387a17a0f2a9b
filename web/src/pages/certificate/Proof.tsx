import type { Certificate } from '../../api/certificate';
import { certificate as words } from '../../text/en/certificate';
import { formatCount } from '../../text/format';
import { CopyBlock } from '../../ui/Copy';

/** How anybody can check the certificate without believing the server. */
export function Proof({ certificate }: { certificate: Certificate }) {
  const { fileName, sha256, rowsRead, version, columns } = certificate;
  return (
    <section className="stack proof" aria-label={words.check}>
      <h2>{words.check}</h2>
      <ol className="stack">
        <li>
          <p>{words.checkFile}</p>
          <CopyBlock label={words.checkFile} text={`sha256sum ${quoted(fileName)}\n${sha256}`} />
        </li>
        <li>{words.checkLeft(formatCount(rowsRead))}</li>
        <li>{words.checkRows}</li>
        <li>
          {words.checkSums} {columns.some(({ positions }) => positions !== undefined) && words.checkPositions}
        </li>
      </ol>
      <p className="muted small">{words.version(version)}</p>
    </section>
  );
}

/** A file name as a shell reads it back. */
function quoted(fileName: string): string {
  return /^[\w.-]+$/.test(fileName) ? fileName : `'${fileName.replaceAll("'", `'\\''`)}'`;
}
