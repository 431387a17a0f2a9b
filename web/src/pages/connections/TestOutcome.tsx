import type { TestResult } from '../../api/model';
import { toProblem } from '../../api/problems';
import { connections as text } from '../../text/en/connections';
import { Notice } from '../../ui/State';
import type { Trial } from './ConnectionEditor';

/** What trying the connection found: that it works, or which step failed and how to mend it. */
export function TestOutcome({ test }: { test: Trial<TestResult> }) {
  if (test.error) {
    const problem = toProblem(test.error);
    return (
      <Notice tone="bad" title={problem.message}>
        {problem.hint}
      </Notice>
    );
  }
  if (!test.data) return null;
  const { read, write, message, hint } = test.data;
  if (read === 'SUCCESS' && write !== 'FAILED') {
    return <Notice tone="ok" title={write === 'SUCCESS' ? text.testOkWrite : text.testOk} />;
  }
  const step = stepName(test.data);
  return (
    <Notice tone="bad" title={read === 'FAILED' ? text.testFailed(step) : text.testWriteFailed(step)}>
      {message && <p>{message}</p>}
      {hint && <p className="muted">{hint}</p>}
    </Notice>
  );
}

function stepName({ step = '' }: TestResult): string {
  return text.steps[step] ?? step;
}
