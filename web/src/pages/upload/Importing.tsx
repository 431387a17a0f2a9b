import { toProblem } from '../../api/problems';
import { measureOf, type Upload, useCancel } from '../../api/uploads';
import { upload as words } from '../../text/en/upload';
import { Button } from '../../ui/Button';
import { Progress } from '../../ui/Progress';
import { Notice } from '../../ui/State';

/** The import under way: its phase, its pace, and the way out. */
export function Importing({ upload }: { upload: Upload }) {
  const cancel = useCancel();
  const { phase, ...measure } = measureOf(upload);
  return (
    <section className="panel stack" aria-label={words.importing}>
      <Progress
        label={words.phases[phase] ?? words.starting}
        {...measure}
        actions={
          <Button isPending={cancel.isPending} onPress={() => cancel.mutate(upload.uploadId)}>
            {words.cancelImport}
          </Button>
        }
      />
      {upload.problem && (
        <Notice tone="warn" title={words.retrying}>
          <p>{upload.problem.message}</p>
        </Notice>
      )}
      <p className="muted small">{words.importingNote}</p>
      {cancel.error && <Notice tone="bad">{toProblem(cancel.error).message}</Notice>}
    </section>
  );
}
