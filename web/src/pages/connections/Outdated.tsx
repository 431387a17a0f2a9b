import { common } from '../../text/en/common';
import { connections as text } from '../../text/en/connections';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/State';

/** Said as soon as somebody else has saved the connection, before more is typed in vain. */
export function Outdated({ onReload }: { onReload: (() => void) | undefined }) {
  return (
    <div role="status">
      <Notice tone="warn" title={text.staleTitle}>
        <p>{text.staleText}</p>
        {onReload && (
          <div>
            <Button onPress={onReload}>{common.reload}</Button>
          </div>
        )}
      </Notice>
    </div>
  );
}
