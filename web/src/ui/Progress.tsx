import { type ReactNode, useRef } from 'react';
import { Label, ProgressBar } from 'react-aria-components';
import { common } from '../text/en/common';
import { type Estimate, estimate, record, type Sample } from '../text/estimate';
import { formatBytes, formatCount, formatDuration, formatPercent, formatPlural } from '../text/format';
import './progress.css';

export interface ProgressProps {
  /** What is going on: "Loading". */
  label: string;
  done: number;
  /** 0 while it is not known: the bar then only shows that something happens. */
  total: number;
  unit: 'bytes' | 'rows';
  /** When this phase began, as an ISO-8601 time, if that is known. */
  since?: string | undefined;
  /** What can be done about it: pause, cancel. */
  actions?: ReactNode;
}

/** Long work: what happens, how far it is, how fast, and how long it will still take. */
export function Progress({ label, done, total, unit, since, actions }: ProgressProps) {
  const known = useEstimate(label, done, total, since);
  const share = total > 0 ? Math.min(1, done / total) : 0;
  return (
    <div className="progress">
      <ProgressBar className="progress-main" value={share * 100} isIndeterminate={total <= 0}>
        <div className="progress-line">
          <Label>{label}</Label>
          <span className="muted">{total > 0 && formatPercent(share)}</span>
        </div>
        <div className="progress-track">
          <div className="progress-fill" style={total > 0 ? { width: `${share * 100}%` } : undefined} />
        </div>
      </ProgressBar>
      <div className="progress-line">
        <span className="muted small">{words(done, total, unit, known)}</span>
        {actions && <span className="row">{actions}</span>}
      </div>
    </div>
  );
}

function words(done: number, total: number, unit: ProgressProps['unit'], known: Estimate | null): string {
  const amount = unit === 'bytes' ? formatBytes : formatRows;
  const count = unit === 'bytes' ? formatBytes : formatCount;
  const parts = [total > 0 ? common.ofTotal(count(done), amount(total)) : amount(done)];
  if (known) parts.push(common.perSecond(amount(Math.round(known.rate))));
  if (known && total > 0) parts.push(common.timeLeft(formatDuration(known.left)));
  return parts.join(' · ');
}

function formatRows(n: number): string {
  return formatPlural(n, 'row', 'rows');
}

function useEstimate(label: string, done: number, total: number, since?: string): Estimate | null {
  const state = useRef<{ label: string; samples: Sample[] }>({ label, samples: [] });
  if (state.current.label !== label) state.current = { label, samples: [] };
  const last = state.current.samples.at(-1);
  if (last?.done !== done) state.current.samples = record(state.current.samples, { at: Date.now(), done });
  return estimate(state.current.samples, total, since === undefined ? undefined : Date.parse(since));
}
