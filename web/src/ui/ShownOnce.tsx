import type { ReactNode } from 'react';
import { common } from '../text/en/common';
import { Button } from './Button';
import { CopyBlock } from './Copy';
import { Dialog } from './Dialog';

export interface ShownOnceProps {
  title: string;
  secrets: readonly { label: string; value: string }[];
  onClose: () => void;
  children: ReactNode;
}

/** A secret that is shown this once; pressing beside the dialog does not lose it. */
export function ShownOnce({ title, secrets, onClose, children }: ShownOnceProps) {
  return (
    <Dialog
      title={title}
      isOpen
      isAlert
      onClose={onClose}
      actions={
        <Button look="primary" onPress={onClose}>
          {common.done}
        </Button>
      }
    >
      <p>{children}</p>
      {secrets.map(({ label, value }) => (
        <div key={label} className="field">
          <span className="field-label">{label}</span>
          <CopyBlock text={value} label={label} />
        </div>
      ))}
    </Dialog>
  );
}
