import { type ReactNode, useState } from 'react';
import { common } from '../text/en/common';
import { documents as words } from '../text/en/documents';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Notice } from '../ui/State';
import { useAction } from '../ui/useAction';
import { PlaceTree } from './PlaceTree';
import { type Branch, isFolder } from './tree';

/** A folder to put something into; `key` is its id, "home" that of the member's own. */
export interface Target {
  key: string;
  name: string;
}

interface Props {
  title: string;
  /** What the main button does, as a verb. */
  action: string;
  /** The folder to begin with, and what it lies in. */
  start?: Target | undefined;
  toSee?: readonly string[];
  /** Does it; when it rejects, the dialog stays and says why. */
  run: (target: Target) => Promise<unknown>;
  onClose: () => void;
  children?: ReactNode;
}

/** Asks for a folder, in the tree of all that the member may see. */
export function ChooseFolder({ title, action, start, toSee = [], run, onClose, children }: Props) {
  const [target, setTarget] = useState<Target | undefined>(start);
  const { isPending, problem, ...doing } = useAction();
  const choose = (branch: Branch) => {
    doing.forget();
    setTarget(isFolder(branch) ? { key: branch.key, name: branch.name } : undefined);
  };
  const submit = () => target && void doing.run(() => run(target), onClose);
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button look="primary" isDisabled={!target} isPending={isPending} onPress={submit}>
            {action}
          </Button>
        </>
      }
    >
      {children}
      <div className="choose-folder">
        <PlaceTree
          label={words.folders}
          places={['home', 'workspaces']}
          chosen={target?.key}
          toSee={toSee}
          onChoose={choose}
        />
      </div>
      <p className="muted wrap-anywhere" aria-live="polite">
        {target ? words.into(target.name) : words.noFolderChosen}
      </p>
      {problem && <Notice tone="bad">{problem}</Notice>}
    </Dialog>
  );
}
