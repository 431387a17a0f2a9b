import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { certificateAddress, tablesQuery } from '../../api/tables';
import { rejectsAddress, type Upload, useHasRejects } from '../../api/uploads';
import { upload as words } from '../../text/en/upload';
import { formatCount } from '../../text/format';
import { Button, LinkButton } from '../../ui/Button';
import { DownloadLink } from '../../ui/DownloadLink';
import { Notice } from '../../ui/State';

/** What became of the file, in figures, and what to do with it now. */
export function Done({ upload }: { upload: Upload }) {
  const queries = useQueryClient();
  useEffect(() => void queries.invalidateQueries({ queryKey: tablesQuery.queryKey }), [queries]);
  const { tableId, result } = upload;
  const rejected = result?.rowsRejected ?? 0;
  return (
    <section className="stack" aria-label={words.done}>
      <Notice tone={rejected > 0 ? 'warn' : 'ok'} title={words.done}>
        <p>{rejected > 0 ? words.doneRejected(upload.fileName) : words.doneText(upload.fileName)}</p>
      </Notice>
      {result && (
        <dl className="figures">
          <Figure name={words.rowsRead} value={result.rowsRead} />
          <Figure name={words.rowsLoaded} value={result.rowsLoaded} />
          <Figure name={words.rowsRejected} value={result.rowsRejected} />
        </dl>
      )}
      {upload.sha256 && (
        <p className="muted small wrap-anywhere">
          {words.fileHash} <code>{upload.sha256}</code>
        </p>
      )}
      <div className="row">
        {tableId && (
          <LinkButton to="/t/$tableId" params={{ tableId }} look="primary">
            {words.openTable}
          </LinkButton>
        )}
        {tableId && (
          <DownloadLink href={certificateAddress(tableId)} fileName={`${upload.fileName}.certificate.json`}>
            {words.certificate}
          </DownloadLink>
        )}
        {rejected > 0 && <RejectsLink upload={upload} />}
        <LinkButton to="/upload" search={{}}>
          {words.uploadAnother}
        </LinkButton>
      </div>
    </section>
  );
}

/** Why the import failed, and the ways on. `onAgain` sends the same file once more with the same choices. */
export function Failed({ upload, onAgain }: { upload: Upload; onAgain: (() => void) | undefined }) {
  const { data: rejected = false } = useHasRejects(upload.uploadId);
  return (
    <section className="stack" aria-label={words.failed}>
      <Notice tone="bad" title={words.failed}>
        <p>{upload.problem?.message}</p>
        {upload.problem?.hint && <p>{upload.problem.hint}</p>}
        <p className="muted">
          {words.failedNote} {rejected && words.rejectsHelp}
        </p>
      </Notice>
      <div className="row">
        {onAgain && (
          <Button look="primary" onPress={onAgain}>
            {words.tryAgain}
          </Button>
        )}
        {rejected && <RejectsLink upload={upload} />}
        <LinkButton to="/upload" search={{}}>
          {words.anotherFile}
        </LinkButton>
      </div>
    </section>
  );
}

function RejectsLink({ upload }: { upload: Upload }) {
  return (
    <DownloadLink href={rejectsAddress(upload.uploadId)} fileName={`${upload.fileName}.rejects.csv`}>
      {words.rejects}
    </DownloadLink>
  );
}

function Figure({ name, value }: { name: string; value: number }) {
  return (
    <div>
      <dt className="muted small">{name}</dt>
      <dd>{formatCount(value)}</dd>
    </div>
  );
}
