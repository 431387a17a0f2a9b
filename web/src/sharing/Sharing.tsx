import { useState } from 'react';
import { sharing as text } from '../text/en/sharing';
import { Button } from '../ui/Button';
import { Give } from './Give';
import { Given } from './Given';
import { Reach } from './Reach';
import { RequestRow } from './RequestRow';
import './sharing.css';
import { useRequests } from './queries';

/** The file that is shared, as far as sharing has to know it. */
export interface SharedThing {
  id: string;
  name: string;
  type: string;
  ownerId?: string | null;
}

/** All about who has access to a file: giving it, what was given, everybody it reaches, and who waits for it. */
export function Sharing({ file }: { file: SharedThing }) {
  const [isExplaining, setExplaining] = useState(false);
  return (
    <div className="stack sharing">
      <WaitingHere fileId={file.id} />
      <Give file={file} />
      <Given file={file} />
      <div>
        <Button look="quiet" aria-expanded={isExplaining} onPress={() => setExplaining(!isExplaining)}>
          {text.reach}
        </Button>
      </div>
      {isExplaining && <Reach file={file} />}
    </div>
  );
}

function WaitingHere({ fileId }: { fileId: string }) {
  const waiting = useRequests(false).data?.entries.filter((request) => request.fileId === fileId) ?? [];
  if (waiting.length === 0) return null;
  return (
    <ul className="requests" aria-label={text.requestsLabel}>
      {waiting.map((request) => (
        <RequestRow key={request.requestId} request={request} isHere />
      ))}
    </ul>
  );
}
