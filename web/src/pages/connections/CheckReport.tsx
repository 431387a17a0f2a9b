import { CircleCheck, CircleMinus, CircleX } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { CheckResult, Report } from '../../api/model';
import { connections as text } from '../../text/en/connections';
import { Notice } from '../../ui/State';

/** What the check of the write access found, one line per privilege. */
export function CheckReport({ report }: { report: Report }) {
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    top.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div className="stack tight" ref={top}>
      <Notice tone={report.ok ? 'ok' : 'bad'} title={report.ok ? text.checkOk : text.checkFailed} />
      <ul className="checks" aria-label={text.checkList}>
        {report.results.map((result) => (
          <CheckLine key={result.name} result={result} />
        ))}
      </ul>
      {report.warnings.map((warning) => (
        <Notice key={warning} tone="warn">
          {warning}
        </Notice>
      ))}
    </div>
  );
}

const icons = { ok: CircleCheck, failed: CircleX, skipped: CircleMinus };
type Status = keyof typeof icons;

function CheckLine({ result }: { result: CheckResult }) {
  const status = result.status as Status;
  const Icon = icons[status];
  return (
    <li className={`check ${status}`}>
      <Icon aria-hidden size={17} />
      <div className="check-body">
        <span>
          {result.title} <span className="check-status">{text.status[status]}</span>
        </span>
        {status === 'failed' && (
          <>
            {result.statement && <pre>{result.statement}</pre>}
            {result.message && <p className="wrap-anywhere">{result.message}</p>}
            {result.hint && <p className="muted">{result.hint}</p>}
          </>
        )}
      </div>
    </li>
  );
}
