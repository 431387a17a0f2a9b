import type { Problem } from '../../api/problems';
import { common } from '../../text/en/common';
import { connections as text } from '../../text/en/connections';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/State';

/** Why the connection was not saved. */
export function SaveProblem({ problem, onReload }: { problem: Problem; onReload: (() => void) | undefined }) {
  if (problem.code === 'stale' && onReload) {
    return (
      <Notice tone="warn" title={text.staleTitle}>
        <p>{text.staleText}</p>
        <div>
          <Button onPress={onReload}>{common.reload}</Button>
        </div>
      </Notice>
    );
  }
  return (
    <Notice tone="bad" title={text.notSaved}>
      <p>{problem.message}</p>
      {problem.hint && <p className="muted">{problem.hint}</p>}
      {problem.requestId && (
        <p className="muted small">
          {common.requestId} <code>{problem.requestId}</code>
        </p>
      )}
    </Notice>
  );
}
