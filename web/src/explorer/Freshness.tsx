import { RefreshCw } from 'lucide-react';
import { useEffect, useState } from 'react';
import { toProblem } from '../api/problems';
import { explorer as text } from '../text/en/explorer';
import { formatAge } from '../text/format';
import { Button } from '../ui/Button';
import { toast } from '../ui/Toast';

const tickMilliseconds = 15_000;

/** How old the lists of the tree are, and the button that asks the warehouse anew. */
export function Freshness({ asOf, onRefresh }: { asOf: string | undefined; onRefresh: () => Promise<void> }) {
  const [isPending, setPending] = useState(false);
  const now = useNow();
  const refresh = () => {
    setPending(true);
    onRefresh()
      .then(() => toast(text.refreshed))
      .catch((error: unknown) => toast(toProblem(error).message, 'bad'))
      .finally(() => setPending(false));
  };
  return (
    <div className="freshness">
      <span className="muted small">{asOf && text.asOf(formatAge(asOf, now))}</span>
      <Button
        look="quiet"
        icon={<RefreshCw aria-hidden size={15} />}
        aria-label={text.refresh}
        isPending={isPending}
        onPress={refresh}
      />
    </div>
  );
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), tickMilliseconds);
    return () => clearInterval(timer);
  }, []);
  return now;
}
