import { Check, CloudOff, LoaderCircle, TriangleAlert } from 'lucide-react';
import { document as words } from '../../text/en/document';
import type { SaveState } from './autosave';

const icons = {
  saved: Check,
  saving: LoaderCircle,
  waiting: CloudOff,
  conflict: TriangleAlert,
  refused: TriangleAlert,
};

/** Says how it stands with the changes of the draft. */
export function SaveNote({ state }: { state: SaveState }) {
  const Icon = icons[state.is];
  const text = state.is === 'conflict' ? words.conflictTitle : words[state.is];
  return (
    <span className="save-note muted small" role="status">
      <Icon aria-hidden size={14} />
      {text}
    </span>
  );
}
