import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { Printer } from 'lucide-react';
import { type Certificate, certificateQuery } from '../../api/certificate';
import { toProblem } from '../../api/problems';
import { certificateAddress, tableQuery } from '../../api/tables';
import { certificate as words } from '../../text/en/certificate';
import { Button, LinkButton } from '../../ui/Button';
import { DownloadLink } from '../../ui/DownloadLink';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { Notice } from '../../ui/State';
import { ColumnTable } from './ColumnTable';
import { Facts } from './Facts';
import { Proof } from './Proof';
import { verdictOf } from './verdict';
import './certificate.css';

/** The import certificate of a table, to be read and printed. */
export function Page() {
  const { tableId } = useParams({ from: '/t/$tableId/certificate' });
  const table = useQuery(tableQuery(tableId));
  const { version } = useSearch({ from: '/t/$tableId/certificate' });
  const certificate = useQuery(certificateQuery(tableId, version));
  return (
    <div className="page certificate">
      <QueryState query={table} explain={toProblem} isPage>
        {({ name }) => (
          <>
            <PageHeader
              title={words.title(name, version)}
              actions={<Actions tableId={tableId} name={name} version={version} />}
            >
              {words.intro}
            </PageHeader>
            <QueryState query={certificate} explain={toProblem}>
              {(loaded) => <Body certificate={loaded} />}
            </QueryState>
          </>
        )}
      </QueryState>
    </div>
  );
}

interface ActionsProps {
  tableId: string;
  name: string;
  version: number | undefined;
}

function Actions({ tableId, name, version }: ActionsProps) {
  return (
    <>
      <LinkButton to="/t/$tableId" params={{ tableId }}>
        {words.openTable}
      </LinkButton>
      <DownloadLink href={certificateAddress(tableId, version)} fileName={`${name}.certificate.json`}>
        {words.download}
      </DownloadLink>
      <Button icon={<Printer aria-hidden size={16} />} onPress={() => window.print()}>
        {words.print}
      </Button>
    </>
  );
}

function Body({ certificate }: { certificate: Certificate }) {
  const { isEqual, sentence } = verdictOf(certificate);
  return (
    <div className="stack certificate-body">
      <Notice tone={isEqual ? 'ok' : 'bad'}>
        <p>{sentence}</p>
      </Notice>
      <Facts certificate={certificate} />
      {certificate.warnings && certificate.warnings.length > 0 && (
        <Notice tone="warn" title={words.warnings}>
          {certificate.warnings.map((warning) => (
            <p key={warning}>{warning}</p>
          ))}
        </Notice>
      )}
      <ColumnTable title={words.columns} columns={certificate.columns} />
      {certificate.part && <ColumnTable title={words.part} columns={certificate.part.columns} />}
      <Proof certificate={certificate} />
    </div>
  );
}
