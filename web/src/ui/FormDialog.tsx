import { type FormEvent, type ReactNode, useId } from 'react';
import { common } from '../text/en/common';
import { Button } from './Button';
import { Dialog } from './Dialog';
import { Notice } from './State';
import type { Action } from './useAction';

export interface FormDialogProps {
  title: string;
  /** What the main button does, as a verb. */
  action: string;
  doing: Pick<Action, 'isPending' | 'problem'>;
  isDisabled?: boolean;
  onSubmit: (event: FormEvent) => void;
  onClose: () => void;
  wide?: boolean;
  children: ReactNode;
}

/** A form in a dialog: its fields, why it did not work, and its two buttons. */
export function FormDialog({
  title,
  action,
  doing,
  isDisabled,
  onSubmit,
  onClose,
  wide,
  children,
}: FormDialogProps) {
  const id = useId();
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      {...(wide && { wide })}
      actions={
        <>
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button
            look="primary"
            type="submit"
            form={id}
            isPending={doing.isPending}
            {...(isDisabled && { isDisabled })}
          >
            {action}
          </Button>
        </>
      }
    >
      <form id={id} className="stack" onSubmit={onSubmit} noValidate>
        {children}
        {doing.problem && <Notice tone="bad">{doing.problem}</Notice>}
      </form>
    </Dialog>
  );
}
