import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { FileTrigger } from 'react-aria-components';
import { useRejects } from '../../api/rejects';
import { useSending } from '../../api/sending';
import { tableQuery, tablesQuery } from '../../api/tables';
import type { Upload } from '../../api/uploads';
import { upload as words } from '../../text/en/upload';
import { formatCount } from '../../text/format';
import { Button, LinkButton } from '../../ui/Button';
import { Notice } from '../../ui/State';
import type { Draft, TargetDraft } from './draft';
import { RejectTable } from './RejectTable';
import { SchemaTable } from './SchemaTable';

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
      <div className="row">
        {tableId && (
          <>
            <LinkButton to="/t/$tableId" params={{ tableId }} look="primary">
              {words.openTable}
            </LinkButton>
            <OpenDocument tableId={tableId} />
            <LinkButton to="/t/$tableId/certificate" params={{ tableId }}>
              {words.certificate}
            </LinkButton>
          </>
        )}
        <LinkButton to="/upload" search={{}}>
          {words.uploadAnother}
        </LinkButton>
      </div>
      {rejected > 0 && <RejectTable upload={upload} />}
    </section>
  );
}

function OpenDocument({ tableId }: { tableId: string }) {
  const documentId = useQuery(tableQuery(tableId)).data?.documentId;
  if (!documentId) return null;
  return (
    <LinkButton to="/w/$documentId" params={{ documentId }}>
      {words.openDocument}
    </LinkButton>
  );
}

interface FailedProps {
  upload: Upload;
  draft: Draft;
  /** Sends the file once more with these choices: the server has let go of one whose import failed. */
  onAgain: (file: File, draft: Draft) => void;
}

/** Why the import failed, and the ways on. */
export function Failed({ upload, draft, onAgain }: FailedProps) {
  const { data: rejects } = useRejects(upload.uploadId);
  const isRejected = (rejects?.total ?? 0) > 0;
  const { onReject } = draft.target;
  const { schemaChanges = [] } = upload;
  const isAcceptable = schemaChanges.length > 0 && !schemaChanges.some(({ refused }) => refused);
  const decided = (change: Partial<TargetDraft>): Draft => ({
    ...draft,
    isDecided: true,
    target: { ...draft.target, ...change },
  });
  return (
    <section className="stack" aria-label={words.failed}>
      <Notice tone="bad" title={words.failed}>
        <p>{upload.problem?.message}</p>
        {upload.problem?.hint && <p>{upload.problem.hint}</p>}
        <p className="muted">{words.failedNote}</p>
      </Notice>
      <div className="row">
        <Again
          upload={upload}
          look="primary"
          onFile={(file) => onAgain(file, { ...draft, isDecided: false })}
        >
          {words.tryAgain}
        </Again>
        {isRejected && onReject === 'stop' && (
          <Again upload={upload} onFile={(file) => onAgain(file, decided({ onReject: 'load' }))}>
            {words.loadRest}
          </Again>
        )}
        {isAcceptable && (
          <Again upload={upload} onFile={(file) => onAgain(file, decided({ isAccepted: true }))}>
            {words.acceptAndImport}
          </Again>
        )}
        <LinkButton to="/upload" search={{}}>
          {words.anotherFile}
        </LinkButton>
      </div>
      {isRejected && <RejectTable upload={upload} />}
      {schemaChanges.length > 0 && (
        <SchemaTable changes={schemaChanges} isReplaced={upload.change === 'replace'} />
      )}
    </section>
  );
}

interface AgainProps {
  upload: Upload;
  look?: 'primary' | 'plain';
  onFile: (file: File) => void;
  children: string;
}

/** Goes on with the same file: this tab may still have it, otherwise it is chosen again. */
function Again({ upload, look = 'plain', onFile, children }: AgainProps) {
  const file = useSending(upload.uploadId)?.file;
  if (file) {
    return (
      <Button look={look} onPress={() => onFile(file)}>
        {children}
      </Button>
    );
  }
  return (
    <FileTrigger
      onSelect={(files) => {
        const chosen = files?.[0];
        if (chosen) onFile(chosen);
      }}
    >
      <Button look={look}>{words.chooseAgain(children)}</Button>
    </FileTrigger>
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
