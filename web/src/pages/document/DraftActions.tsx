import { useState } from 'react';
import { type Document, useDocumentChanges } from '../../api/documents';
import { toProblem } from '../../api/problems';
import { may } from '../../documents/kinds';
import { document as words } from '../../text/en/document';
import { Button } from '../../ui/Button';
import { ConfirmAction } from '../../ui/ConfirmAction';
import { toast } from '../../ui/Toast';
import type { Editing } from './useDraft';

interface Props {
  document: Document;
  editing: Editing;
  /** Whether the draft differs from what is published. */
  isChanged: boolean;
}

/** Publishing the draft, or going back to what is published. */
export function DraftActions({ document, editing, isChanged }: Props) {
  const [isAsking, setAsking] = useState(false);
  const [isPending, setPending] = useState(false);
  const { publish, discard } = useDocumentChanges(document.id);
  const isSaved = editing.state.is === 'saved';

  async function publishNow() {
    setPending(true);
    try {
      const { published } = await publish(editing.version);
      toast(words.publishDone(published?.number ?? 0));
    } catch (error) {
      const { message, hint } = toProblem(error);
      toast(hint ? `${message} ${hint}` : message, 'bad');
    } finally {
      setPending(false);
    }
  }

  return (
    <>
      {may(document, 'publish') && (
        <Button
          look="primary"
          isDisabled={!isSaved || !isChanged}
          isPending={isPending}
          onPress={() => void publishNow()}
        >
          {words.publish}
        </Button>
      )}
      {document.published && isChanged && (
        <Button isDisabled={!isSaved} onPress={() => setAsking(true)}>
          {words.discard}
        </Button>
      )}
      {isAsking && (
        <ConfirmAction
          title={words.discardTitle}
          action={words.discard}
          text={words.discardText}
          run={async () => editing.take(await discard(editing.version))}
          onDone={() => {
            setAsking(false);
            toast(words.discardDone);
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
