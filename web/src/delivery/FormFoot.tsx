import type { Problem } from '../api/problems';
import { common } from '../text/en/common';
import { Button } from '../ui/Button';
import { Notice } from '../ui/State';

interface Props {
  action: string;
  isPending: boolean;
  /** Why it failed, where no field is to blame. */
  failure: Problem | undefined;
  onCancel: () => void;
}

/** The foot of a form: what went wrong, and its buttons. */
export function FormFoot({ action, isPending, failure, onCancel }: Props) {
  return (
    <>
      {failure && (
        <Notice tone="bad">
          {failure.message} {failure.hint}
        </Notice>
      )}
      <div className="dialog-actions">
        <Button onPress={onCancel}>{common.cancel}</Button>
        <Button type="submit" look="primary" isPending={isPending}>
          {action}
        </Button>
      </div>
    </>
  );
}
