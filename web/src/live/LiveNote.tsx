import { PlugZap, RefreshCw, Unplug } from 'lucide-react';
import { useEffect, useState } from 'react';
import { live as words } from '../text/en/live';
import type { LiveState } from './live';
import { useLiveState } from './useTopic';
import './live.css';

/** A connection that comes back sooner is not worth a word; that it is back is said for a while. */
const PATIENCE = 1500;
const BACK = 5000;

type Note = 'none' | 'lost' | 'blocked' | 'back';

/** Says that the connection to the server is lost, does not come through, or is back; nothing while all is well. */
export function LiveNote() {
  const note = useNote(useLiveState());
  return (
    <div className="live-note" role="status" aria-live="polite">
      {note === 'lost' && (
        <span className="live-note-text">
          <RefreshCw aria-hidden size={15} className="live-note-turning" />
          {words.lost}
        </span>
      )}
      {note === 'blocked' && (
        <span className="live-note-text">
          <Unplug aria-hidden size={15} />
          {words.blocked}
        </span>
      )}
      {note === 'back' && (
        <span className="live-note-text">
          <PlugZap aria-hidden size={15} />
          {words.back}
        </span>
      )}
    </div>
  );
}

function useNote(state: LiveState): Note {
  const [note, setNote] = useState<Note>('none');
  useEffect(() => {
    const next = state === 'lost' || state === 'blocked' ? state : 'none';
    if (next !== 'none') {
      const timer = setTimeout(() => setNote(next), PATIENCE);
      return () => clearTimeout(timer);
    }
    setNote((before) => (before === 'none' ? 'none' : 'back'));
    const timer = setTimeout(() => setNote('none'), BACK);
    return () => clearTimeout(timer);
  }, [state]);
  return note;
}
