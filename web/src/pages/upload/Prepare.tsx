import { useEffect } from 'react';
import { toProblem } from '../../api/problems';
import { isPreviewable, type Preview, usePreview } from '../../api/reading';
import type { Upload } from '../../api/uploads';
import { upload as words } from '../../text/en/upload';
import { FailureState, Loading, Notice } from '../../ui/State';
import { CancelButton } from './CancelButton';
import { Columns } from './Columns';
import { type Choices, isUntouched, NO_CHOICES, placed, previewOptions, withFormat } from './choices';
import type { Draft } from './draft';
import { EncodingChooser } from './EncodingChooser';
import { ReadingPanel } from './Reading';
import { RememberedNote } from './RememberedNote';
import { SendingProgress, SendingStopped } from './SendingState';
import { Target } from './Target';

interface Props {
  upload: Upload;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** Shows how the file reads, takes what the member wants otherwise, and starts the import. */
export function Prepare(props: Props) {
  const { upload } = props;
  return isPreviewable(upload) ? (
    <Arrived {...props} />
  ) : (
    <Waiting upload={upload} why={words.previewWaiting} />
  );
}

/** The file is still on its way, and not enough of it is there. */
function Waiting({ upload, why }: { upload: Upload; why: string }) {
  return (
    <>
      <SendingStopped upload={upload} />
      <SendingProgress upload={upload} />
      <p className="muted">{why}</p>
    </>
  );
}

/** Enough of the file is there to show how it reads, unless it is one that only says at its end what is in it. */
function Arrived({ upload, draft, onChange }: Props) {
  const { choices } = draft;
  const preview = usePreview(upload, previewOptions(choices));
  const { data, error } = preview;
  const problem = error && toProblem(error);
  const choose = (next: Choices) => onChange({ ...draft, choices: next });
  // What is remembered goes by the names of columns, which are only known now.
  useEffect(() => {
    if (data?.columns.length && !error && choices.named.length > 0) {
      onChange({ ...draft, choices: placed(choices, data) });
    }
  });
  if (problem?.code === 'conflict' && upload.state === 'receiving') {
    return <Waiting upload={upload} why={problem.message} />;
  }
  if (!data && !error) return <Loading lines={8} />;
  const isUndecided = Boolean(data?.undecided) && !error;
  return (
    <>
      <SendingStopped upload={upload} />
      {draft.isRemembered && upload.remembered && (
        <RememberedNote
          uploadId={upload.uploadId}
          remembered={upload.remembered}
          onStartOver={() => onChange({ ...draft, choices: NO_CHOICES, isRemembered: false })}
        />
      )}
      {upload.problem && (
        <Notice tone="warn" title={upload.problem.message}>
          {upload.problem.hint && <p>{upload.problem.hint}</p>}
        </Notice>
      )}
      {error && <Unreadable upload={upload} error={error} onRetry={() => void preview.refetch()} />}
      {data && isUndecided && (
        <EncodingChooser
          encodings={data.encodings}
          isPending={preview.isFetching}
          onChoose={(encoding) => choose(withFormat(choices, { encoding }))}
        />
      )}
      {(error ? !isUntouched(choices) : !isUndecided) && (
        <ReadingPanel
          key={error ? 'unreadable' : 'read'}
          preview={error ? undefined : data}
          choices={choices}
          isPending={preview.isPlaceholderData}
          onChange={choose}
        />
      )}
      {data && !error && !isUndecided && (
        <>
          <Warnings preview={data} />
          <Columns preview={data} choices={choices} onChange={choose} />
          <Target upload={upload} preview={data} draft={draft} onChange={onChange} />
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

function Warnings({ preview }: { preview: Preview }) {
  if (preview.warnings.length === 0) return null;
  return (
    <Notice tone="warn" title={words.warnings}>
      {preview.warnings.map((warning) => (
        <p key={warning} className="wrap-anywhere">
          {warning}
        </p>
      ))}
    </Notice>
  );
}
