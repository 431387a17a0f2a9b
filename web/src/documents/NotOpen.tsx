import { useState } from 'react';
import { useAccessRequest } from '../api/access';
import { documents as words } from '../text/en/documents';
import { Button, LinkButton } from '../ui/Button';
import { TextField } from '../ui/Field';
import { PageHeader } from '../ui/PageHeader';
import { QueryState } from '../ui/QueryState';
import { Loading, Notice } from '../ui/State';

/** What stands where a member may not look, and where there is nothing: the same for both, with the way to ask. */
export function NotOpen({ fileId }: { fileId: string }) {
  const { request, ask } = useAccessRequest(fileId);
  return (
    <div className="page">
      <PageHeader title={words.notOpenTitle} />
      <p className="not-open-text">{words.notOpenText}</p>
      <QueryState query={request} skeleton={<Loading lines={3} />}>
        {({ state, mayRequest }) => {
          if (state === 'open') return <Sent />;
          return mayRequest && <Ask onAsk={ask.mutate} isPending={ask.isPending} error={ask.error} />;
        }}
      </QueryState>
      <div>
        <LinkButton to="/" look="quiet">
          {words.toDocuments}
        </LinkButton>
      </div>
    </div>
  );
}

function Sent() {
  return (
    <div role="status">
      <Notice tone="ok" title={words.requestSent}>
        {words.requestSentText}
      </Notice>
    </div>
  );
}

interface AskProps {
  onAsk: (message: string) => void;
  isPending: boolean;
  error: Error | null;
}

function Ask({ onAsk, isPending, error }: AskProps) {
  const [message, setMessage] = useState('');
  return (
    <form
      className="stack not-open-form"
      onSubmit={(event) => {
        event.preventDefault();
        onAsk(message.trim());
      }}
    >
      <TextField
        label={words.message}
        help={words.messageHelp}
        multiline
        maxLength={2000}
        value={message}
        onChange={setMessage}
      />
      {error && <Notice tone="bad">{error.message}</Notice>}
      <div>
        <Button type="submit" look="primary" isPending={isPending}>
          {words.request}
        </Button>
      </div>
    </form>
  );
}
