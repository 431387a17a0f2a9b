import { toProblem } from '../../api/problems';
import { PREVIEW_BYTES, type Preview, type Upload, usePreview } from '../../api/uploads';
import { upload as words } from '../../text/en/upload';
import { FailureState, Loading, Notice } from '../../ui/State';
import { CancelButton } from './CancelButton';
import { Columns } from './Columns';
import { type Choices, previewOptions, withFormat } from './choices';
import { Format } from './Format';
import { SendingProgress, SendingStopped } from './SendingState';
import { Target } from './Target';

interface Props {
  upload: Upload;
  choices: Choices;
  onChange: (choices: Choices) => void;
}

/** Shows how the file reads, takes what the member wants otherwise, and starts the import. */
export function Prepare({ upload, choices, onChange }: Props) {
  const preview = usePreview(upload, previewOptions(choices));
  const { data, error } = preview;
  if (upload.received < Math.min(upload.size, PREVIEW_BYTES)) {
    return (
      <>
        <SendingStopped upload={upload} />
        <SendingProgress upload={upload} />
        <p className="muted">{words.previewWaiting}</p>
      </>
    );
  }
  if (!data && !error) return <Loading lines={8} />;
  return (
    <>
      <SendingStopped upload={upload} />
      {upload.problem && (
        <Notice tone="warn" title={upload.problem.message}>
          {upload.problem.hint && <p>{upload.problem.hint}</p>}
        </Notice>
      )}
      {error && <Unreadable upload={upload} error={error} onRetry={() => void preview.refetch()} />}
      {(data || hasFormat(choices)) && (
        <Format
          found={data?.dialect}
          chosen={choices.format}
          isPending={preview.isPlaceholderData}
          onChange={(change) => onChange(withFormat(choices, change))}
        />
      )}
      {data && !error && (
        <>
          <Warnings preview={data} />
          <Columns preview={data} choices={choices} onChange={onChange} />
          <Target upload={upload} preview={data} choices={choices} />
        </>
      )}
      {/* Below everything, so that nothing moves under the pointer when it is done. */}
      <SendingProgress upload={upload} />
    </>
  );
}

/** The server understood the question and cannot read the file so; or the question did not get through. */
function Unreadable({ upload, error, onRetry }: { upload: Upload; error: unknown; onRetry: () => void }) {
  const problem = toProblem(error);
  if (problem.code !== 'invalid') return <FailureState failure={problem} onRetry={onRetry} />;
  return (
    <>
      <Notice tone="bad" title={words.unreadable}>
        <p>{problem.message}</p>
        {problem.hint && <p>{problem.hint}</p>}
      </Notice>
      <div>
        <CancelButton upload={upload} label={words.anotherFile} />
      </div>
    </>
  );
}

function hasFormat({ format }: Choices): boolean {
  return Object.keys(format).length > 0;
}

function Warnings({ preview }: { preview: Preview }) {
  if (preview.warnings.length === 0) return null;
  return (
    <Notice tone="warn" title={words.warnings}>
      {preview.warnings.map((warning) => (
        <p key={warning}>{warning}</p>
      ))}
    </Notice>
  );
}
