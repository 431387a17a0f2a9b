import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { resumeSending, useSending } from '../../api/sending';
import type { Upload } from '../../api/uploads';
import { upload as words } from '../../text/en/upload';
import { formatBytes } from '../../text/format';
import { Button } from '../../ui/Button';
import { Progress } from '../../ui/Progress';
import { Notice } from '../../ui/State';

/** How far the file has arrived, while this tab sends it. */
export function SendingProgress({ upload }: { upload: Upload }) {
  const sending = useSending(upload.uploadId);
  if (upload.state !== 'receiving' || !sending || sending.problem) return null;
  return (
    <section className="stack sending" aria-label={words.sending}>
      <Progress label={words.sending} done={sending.sent} total={upload.size} unit="bytes" />
      <p className="muted small">{words.sendingNote}</p>
    </section>
  );
}

/** Why the file does not arrive any more, and how to go on. */
export function SendingStopped({ upload }: { upload: Upload }) {
  const sending = useSending(upload.uploadId);
  if (upload.state !== 'receiving') return null;
  if (!sending) return <Interrupted upload={upload} />;
  if (!sending.problem) return null;
  return (
    <Notice tone="bad" title={words.sendingStopped}>
      <p>{sending.problem.message}</p>
      <div>
        <Button onPress={() => resumeSending(upload, sending.file)}>{words.resume}</Button>
      </div>
    </Notice>
  );
}

/** This tab does not have the file: it was closed or reloaded since. */
function Interrupted({ upload }: { upload: Upload }) {
  const [isWrong, setWrong] = useState(false);
  const size = formatBytes(upload.size);
  function take(file: File | undefined) {
    if (!file) return;
    const isSame = file.name === upload.fileName && file.size === upload.size;
    setWrong(!isSame);
    if (isSame) resumeSending(upload, file);
  }
  return (
    <Notice tone="warn" title={words.interruptedTitle}>
      <p>{words.interruptedText(formatBytes(upload.received), size, upload.fileName)}</p>
      {isWrong && <p role="alert">{words.wrongFile(upload.fileName, size)}</p>}
      <div>
        <FileTrigger onSelect={(files) => take(files?.[0])}>
          <Button>{words.choose}</Button>
        </FileTrigger>
      </div>
    </Notice>
  );
}
