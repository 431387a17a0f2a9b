import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { type Problem, toProblem } from '../../api/problems';
import { startSending } from '../../api/sending';
import { useMay, useSession } from '../../api/session';
import { type Upload, useUpload } from '../../api/uploads';
import { upload as words } from '../../text/en/upload';
import { formatBytes } from '../../text/format';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { Notice } from '../../ui/State';
import { AsBefore } from './AsBefore';
import { CancelButton } from './CancelButton';
import { ChooseFile } from './ChooseFile';
import { type Draft, keepDraft, useDraft } from './draft';
import { Done, Failed } from './Ended';
import { Importing } from './Importing';
import { Prepare } from './Prepare';
import './upload.css';

/** Upload CSV: choose a file, see how it reads, import it. The address names the upload, so the page can be left. */
export function Page() {
  const { upload: uploadId } = useSearch({ from: '/upload' });
  return uploadId ? <UploadSteps key={uploadId} uploadId={uploadId} /> : <Start />;
}

function Start() {
  const { begin, problem, isPending } = useBegin();
  const session = useSession();
  const mayUpload = useMay('uploadCSV');
  return (
    <div className="page">
      <PageHeader title={words.title}>{words.intro}</PageHeader>
      {session.data && !mayUpload ? (
        <Notice tone="warn" title={words.deniedTitle}>
          <p>{words.deniedText}</p>
        </Notice>
      ) : (
        <ChooseFile isPending={isPending} problem={problem} onChoose={(file) => void begin(file)} />
      )}
    </div>
  );
}

function UploadSteps({ uploadId }: { uploadId: string }) {
  const query = useUpload(uploadId);
  return (
    <div className="page upload-page">
      <QueryState query={query} explain={toProblem}>
        {(upload) => (
          <>
            <PageHeader title={upload.fileName} actions={<CancelButton upload={upload} />}>
              {formatBytes(upload.size)}
            </PageHeader>
            <Step upload={upload} />
          </>
        )}
      </QueryState>
    </div>
  );
}

function Step({ upload }: { upload: Upload }) {
  const { upload: _, ...origin } = useSearch({ from: '/upload' });
  const [draft, setDraft] = useDraft(upload, origin);
  const { begin } = useBegin();
  switch (upload.state) {
    case 'receiving':
    case 'ready':
      return draft.isDecided ? (
        <AsBefore upload={upload} draft={draft} onStuck={() => setDraft({ ...draft, isDecided: false })} />
      ) : (
        <Prepare upload={upload} draft={draft} onChange={setDraft} />
      );
    case 'importing':
      return <Importing upload={upload} />;
    case 'done':
      return <Done upload={upload} />;
    case 'failed':
      return <Failed upload={upload} draft={draft} onAgain={(file, next) => void begin(file, next)} />;
    case 'canceled':
      return <Start />;
  }
}

/** Begins to send a file, with a draft if there is one, and shows its upload, or why it was refused. */
function useBegin() {
  const navigate = useNavigate();
  const { upload: _, ...origin } = useSearch({ from: '/upload' });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isPending, setPending] = useState(false);
  async function begin(file: File, draft?: Draft) {
    setPending(true);
    setProblem(null);
    try {
      const { uploadId } = await startSending(file);
      if (draft) keepDraft(uploadId, draft);
      await navigate({ to: '/upload', search: { upload: uploadId, ...origin } });
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setPending(false);
    }
  }
  return { begin, problem, isPending };
}
