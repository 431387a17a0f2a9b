import type { ReactNode } from 'react';
import type { Certificate } from '../../api/certificate';
import { certificate as words } from '../../text/en/certificate';
import { formatBytes, formatCount, formatDateTime, formatPlural } from '../../text/format';
import { CopyButton } from '../../ui/Copy';
import { dialectFacts } from './dialectFacts';

/** Which file it was, how it was read, and how many rows came of it. */
export function Facts({ certificate }: { certificate: Certificate }) {
  return (
    <div className="certificate-facts">
      <FileFacts certificate={certificate} />
      <RowFacts certificate={certificate} />
      <section className="stack" aria-label={words.dialect}>
        <h2>{words.dialect}</h2>
        <List>
          {dialectFacts(certificate.dialect).map(([name, value]) => (
            <Fact key={name} name={name}>
              {value}
            </Fact>
          ))}
        </List>
      </section>
    </div>
  );
}

function RowFacts({ certificate }: { certificate: Certificate }) {
  const { rowsRead, rowsLoaded, rowsRejected, rowsInserted, rowsUpdated, rows, key = [] } = certificate;
  return (
    <section className="stack" aria-label={words.rows}>
      <h2>{words.rows}</h2>
      <List>
        <Fact name={words.read}>{formatCount(rowsRead)}</Fact>
        <Fact name={words.loaded}>{formatCount(rowsLoaded)}</Fact>
        <Fact name={words.rejected}>{formatCount(rowsRejected)}</Fact>
        {rows !== undefined && (
          <>
            <Fact name={words.inserted}>{formatCount(rowsInserted ?? 0)}</Fact>
            <Fact name={words.updated}>{formatCount(rowsUpdated ?? 0)}</Fact>
            {key.length > 0 && <Fact name={words.key}>{key.join(', ')}</Fact>}
            <Fact name={words.total}>{formatCount(rows)}</Fact>
          </>
        )}
      </List>
      <p className="muted small">
        {words.sum(formatCount(rowsRead), formatCount(rowsLoaded), formatCount(rowsRejected))}
      </p>
    </section>
  );
}

function FileFacts({ certificate }: { certificate: Certificate }) {
  const { fileName, size, sha256, createdAt, platform, unpacked, change, base } = certificate;
  return (
    <section className="stack" aria-label={words.file}>
      <h2>{words.file}</h2>
      <List>
        <Fact name={words.name}>{fileName}</Fact>
        <Fact name={words.size}>{sizeOf(size)}</Fact>
        <Fact name={words.sha256}>
          <Hash hash={sha256} />
        </Fact>
        {unpacked && (
          <Fact name={words.unpacked}>
            {unpacked.name}, {sizeOf(unpacked.size)} <Hash hash={unpacked.sha256} />
          </Fact>
        )}
        {createdAt && (
          <Fact name={words.importedAt}>
            <time dateTime={createdAt}>{formatDateTime(createdAt)}</time>
          </Fact>
        )}
        {change && (
          <Fact name={words.change}>
            {words.changes[change] ?? change}
            {base && `, ${words.base(formatPlural(base.rows, 'row', 'rows'), formatCount(base.version))}`}
          </Fact>
        )}
        <Fact name={words.platform}>{platform}</Fact>
      </List>
    </section>
  );
}

function Hash({ hash }: { hash: string }) {
  return (
    <span className="hash">
      <code>{hash}</code>
      <CopyButton text={hash} />
    </span>
  );
}

function List({ children }: { children: ReactNode }) {
  return <dl className="certificate-list">{children}</dl>;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="muted">{name}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  );
}

function sizeOf(bytes: number): string {
  return words.sizeOf(formatBytes(bytes), formatPlural(bytes, 'byte', 'bytes'));
}
