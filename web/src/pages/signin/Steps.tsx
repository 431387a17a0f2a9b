import type { components } from '../../api/schema';
import { signin as text } from '../../text/en/signin';

type Step = components['schemas']['SignInStep'];

/** What a check of a provider tried, one after the other. */
export function Steps({ steps }: { steps: readonly Step[] }) {
  return (
    <div role="status">
      <ul className="link-list" aria-label={text.checkLabel}>
        {steps.map(({ step, ok, message, hint }) => (
          <li key={step}>
            <span className={ok ? 'badge ok' : 'badge bad'}>{ok ? text.ok : text.failed}</span> {message}
            {hint && <div className="table-sub">{hint}</div>}
          </li>
        ))}
      </ul>
    </div>
  );
}
