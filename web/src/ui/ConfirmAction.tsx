import { ConfirmDialog } from './Dialog';
import { Notice } from './State';
import { useAction } from './useAction';

export interface ConfirmActionProps {
  title: string;
  /** What the main button does, as a verb: "Delete". */
  action: string;
  text: string;
  /** Does it. When it rejects, the dialog stays and says why. */
  run: () => Promise<unknown>;
  onDone: () => void;
  onClose: () => void;
}

/** Asks before something dangerous, does it, and says why if it did not work. */
export function ConfirmAction({ title, action, text, run, onDone, onClose }: ConfirmActionProps) {
  const { isPending, problem, run: act } = useAction();
  return (
    <ConfirmDialog
      title={title}
      action={action}
      isOpen
      isDanger
      isPending={isPending}
      onConfirm={() => void act(run, onDone)}
      onClose={onClose}
    >
      <p>{text}</p>
      {problem && <Notice tone="bad">{problem}</Notice>}
    </ConfirmDialog>
  );
}
