import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { type Problem, toProblem } from '../../api/problems';
import { startSending, useSending } from '../../api/sending';
import { useMay, useSession } from '../../api/session';
import { type Upload, useUpload } from '../../api/uploads';
import { upload as words } from '../../text/en/upload';
import { formatBytes } from '../../text/format';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { Notice } from '../../ui/State';
import { CancelButton } from './CancelButton';
import { ChooseFile } from './ChooseFile';
import { type Choices, NO_CHOICES } from './choices';
import { Done, Failed } from './Ended';
import { Importing } from './Importing';
import { Prepare } from './Prepare';
import './upload.css';

/** Upload CSV: choose a file, see how it reads, import it. The address names the upload, so the page can be left. */
export function Page() {
  const { upload: uploadId } = useSearch({ from: '/upload' });
  // A new upload begins with a fresh page, except for the choices of one that failed.
  const [kept, setKept] = useState<Choices>(NO_CHOICES);
  return uploadId ? (
    <UploadSteps key={uploadId} uploadId={uploadId} kept={kept} onKeep={setKept} />
  ) : (
    <Start onStart={() => setKept(NO_CHOICES)} />
  );
}

function Start({ onStart }: { onStart: () => void }) {
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
        <ChooseFile
          isPending={isPending}
          problem={problem}
          onChoose={(file) => {
            onStart();
            void begin(file);
          }}
        />
      )}
    </div>
  );
}

interface StepsProps {
  uploadId: string;
  kept: Choices;
  onKeep: (choices: Choices) => void;
}

function UploadSteps({ uploadId, kept, onKeep }: StepsProps) {
  const query = useUpload(uploadId);
  return (
    <div className="page upload-page">
      <QueryState query={query} explain={toProblem}>
        {(upload) => (
          <>
            <PageHeader title={upload.fileName} actions={<CancelButton upload={upload} />}>
              {formatBytes(upload.size)}
            </PageHeader>
            <Step upload={upload} kept={kept} onKeep={onKeep} />
          </>
        )}
      </QueryState>
    </div>
  );
}

function Step({ upload, kept, onKeep }: { upload: Upload } & Omit<StepsProps, 'uploadId'>) {
  const [choices, setChoices] = useState(kept);
  const file = useSending(upload.uploadId)?.file;
  const { begin } = useBegin();
  switch (upload.state) {
    case 'receiving':
    case 'ready':
      return <Prepare upload={upload} choices={choices} onChange={setChoices} />;
    case 'importing':
      return <Importing upload={upload} />;
    case 'done':
      return <Done upload={upload} />;
    case 'failed': {
      // The server lets go of a file whose import failed; this tab may still have it.
      const again = () => {
        onKeep(choices);
        if (file) void begin(file);
      };
      return <Failed upload={upload} onAgain={file ? again : undefined} />;
    }
    case 'canceled':
      return <Start onStart={() => onKeep(NO_CHOICES)} />;
  }
}

/** Begins to send a file and shows its upload, or why it was refused. */
function useBegin() {
  const navigate = useNavigate();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isPending, setPending] = useState(false);
  async function begin(file: File) {
    setPending(true);
    setProblem(null);
    try {
      const { uploadId } = await startSending(file);
      await navigate({ to: '/upload', search: { upload: uploadId } });
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setPending(false);
    }
  }
  return { begin, problem, isPending };
}
