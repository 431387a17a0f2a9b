import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { targetsQuery, type Upload, useImport } from '../../api/uploads';
import { upload as words } from '../../text/en/upload';
import type { Draft } from './draft';
import { requestOf } from './request';
import { SendingProgress, SendingStopped } from './SendingState';

interface Props {
  upload: Upload;
  draft: Draft;
  /** The import could not start by itself: the member has to look. */
  onStuck: () => void;
}

/** The same file once more, with everything decided: it is imported as soon as it has arrived. */
export function AsBefore({ upload, draft, onStuck }: Props) {
  const targets = useQuery(targetsQuery).data;
  const { mutate } = useImport(upload.uploadId);
  const isStarted = useRef(false);
  useEffect(() => {
    if (isStarted.current || upload.state !== 'ready' || !targets) return;
    isStarted.current = true;
    mutate(requestOf(upload, draft, targets), { onError: onStuck });
  }, [upload, draft, targets, mutate, onStuck]);
  return (
    <>
      <SendingStopped upload={upload} />
      <SendingProgress upload={upload} />
      <p className="muted">{words.asBefore}</p>
    </>
  );
}
