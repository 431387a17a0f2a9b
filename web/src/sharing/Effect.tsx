import { sharing as text } from '../text/en/sharing';
import { Notice } from '../ui/State';
import { type GrantChange, type Effect as Outcome, useWhatIf } from './queries';

interface Props {
  fileId: string;
  changes: readonly GrantChange[];
}

/** Who would gain and who would lose, before anything is changed. */
export function Effect({ fileId, changes }: Props) {
  const { data, error } = useWhatIf(fileId, changes);
  return (
    <section aria-label={text.effectLabel} aria-live="polite">
      {error ? <Notice tone="bad">{error.message}</Notice> : <Told outcome={data} />}
    </section>
  );
}

function Told({ outcome }: { outcome: Outcome | undefined }) {
  if (!outcome) return <p className="muted">{text.effectWait}</p>;
  const { gain, lose, gainTotal, loseTotal } = outcome;
  if (gainTotal + loseTotal === 0) return <p className="muted">{text.effectNothing}</p>;
  return (
    <Notice tone={loseTotal > 0 ? 'warn' : 'info'} title={text.effect(gainTotal, loseTotal)}>
      <details>
        <summary>{text.effectWho}</summary>
        <ul className="shifts">
          {[...lose, ...gain].map((shift) => (
            <li key={shift.member.memberId}>
              {text.shift(shift.member.name, shift.fromLabel, shift.toLabel)}
              {shift.documents > 0 && <span className="muted"> · {text.below(shift.documents)}</span>}
            </li>
          ))}
        </ul>
        <More count={gainTotal + loseTotal - gain.length - lose.length} />
      </details>
    </Notice>
  );
}

function More({ count }: { count: number }) {
  return count > 0 ? <p className="muted small">{text.moreShifts(count)}</p> : null;
}
