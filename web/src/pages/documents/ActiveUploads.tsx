import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { filesKey } from '../../api/files';
import { stopSending, useSending } from '../../api/sending';
import {
  type Measure,
  measureOf,
  type Upload,
  useActiveProgress,
  useActiveUploads,
  useCancel,
} from '../../api/uploads';
import { browser } from '../../text/en/browser';
import { upload as words } from '../../text/en/upload';
import { Button } from '../../ui/Button';
import { Progress } from '../../ui/Progress';

/** The uploads that have not ended, with how far each is. Nothing when there are none. */
export function ActiveUploads() {
  const { data: uploads = [] } = useActiveUploads();
  useRefreshWhenFewer(uploads.length);
  if (uploads.length === 0) return null;
  return (
    <section className="stack" aria-label={browser.uploads}>
      <h2>{browser.uploads}</h2>
      <ul className="upload-list">
        {uploads.map((upload) => (
          <ActiveUpload key={upload.uploadId} upload={upload} />
        ))}
      </ul>
    </section>
  );
}

function ActiveUpload({ upload }: { upload: Upload }) {
  const cancel = useCancel();
  useActiveProgress(upload);
  const sending = useSending(upload.uploadId);
  const isSending = sending !== undefined && sending.problem === null;
  const actions = (
    <Button
      aria-label={browser.cancelUpload(upload.fileName)}
      isPending={cancel.isPending}
      onPress={() => {
        stopSending(upload.uploadId);
        cancel.mutate(upload.uploadId);
      }}
    >
      {words.cancel}
    </Button>
  );
  const measure: Measure = isSending ? { ...measureOf(upload), done: sending.sent } : measureOf(upload);
  return (
    <li className="upload-item">
      <Link to="/upload" search={{ upload: upload.uploadId }}>
        {upload.fileName}
      </Link>
      {upload.state === 'importing' || (upload.state === 'receiving' && isSending) ? (
        <Progress {...measure} label={phaseWords(measure.phase)} actions={actions} />
      ) : (
        <div className="row spread">
          <span className="muted">{upload.state === 'ready' ? browser.waiting : browser.interrupted}</span>
          {actions}
        </div>
      )}
    </li>
  );
}

function phaseWords(phase: string): string {
  return phase === 'sending' ? words.sending : (words.phases[phase] ?? words.starting);
}

/** An upload that ended may have become a document, so the lists are asked again. */
function useRefreshWhenFewer(uploads: number) {
  const queries = useQueryClient();
  const before = useRef(0);
  useEffect(() => {
    if (uploads < before.current) void queries.invalidateQueries({ queryKey: filesKey });
    before.current = uploads;
  }, [uploads, queries]);
}
