import { useNavigate } from '@tanstack/react-router';
import { toProblem } from '../../api/problems';
import { stopSending } from '../../api/sending';
import { type Upload, useCancel } from '../../api/uploads';
import { upload as words } from '../../text/en/upload';
import { Button } from '../../ui/Button';
import { toast } from '../../ui/Toast';

/** Cancels an upload that is not imported yet, and starts over. */
export function CancelButton({ upload, label = words.cancel }: { upload: Upload; label?: string }) {
  const cancel = useCancel();
  const navigate = useNavigate();
  if (upload.state !== 'receiving' && upload.state !== 'ready') return null;
  const run = () => {
    stopSending(upload.uploadId);
    cancel.mutate(upload.uploadId, {
      onSuccess: () => {
        toast(words.canceled);
        void navigate({ to: '/upload', search: {} });
      },
      onError: (error) => toast(toProblem(error).message, 'bad'),
    });
  };
  return (
    <Button isPending={cancel.isPending} onPress={run}>
      {label}
    </Button>
  );
}
