import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { common } from '../text/en/common';
import { Button } from './Button';

export interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** The buttons at the foot, the main one last; a form brings its own. */
  actions?: ReactNode;
  children: ReactNode;
  wide?: boolean;
  /** True for a question that must be answered: Escape still closes, the backdrop does not. */
  isAlert?: boolean;
}

/** A modal dialog. Focus moves in, stays in, and returns when it closes. */
export function Dialog({ title, isOpen, onClose, actions, children, wide, isAlert }: DialogProps) {
  return (
    <ModalOverlay
      className="scrim"
      isOpen={isOpen}
      isDismissable={!isAlert}
      onOpenChange={(open) => !open && onClose()}
    >
      <Modal className={wide ? 'modal wide' : 'modal'}>
        <AriaDialog className="dialog" role={isAlert ? 'alertdialog' : 'dialog'}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
          {actions && <div className="dialog-actions">{actions}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export interface ConfirmDialogProps {
  title: string;
  /** What pressing the main button does, as a verb: "Delete connection". */
  action: string;
  isOpen: boolean;
  isPending?: boolean;
  isDanger?: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
}

/** Asks before something that cannot simply be taken back. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const {
    title,
    action,
    isOpen,
    isPending = false,
    isDanger = false,
    onConfirm,
    onClose,
    children,
    wide = false,
  } = props;
  return (
    <Dialog
      title={title}
      isOpen={isOpen}
      onClose={onClose}
      isAlert
      wide={wide}
      actions={
        <>
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button look={isDanger ? 'danger' : 'primary'} isPending={isPending} onPress={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
