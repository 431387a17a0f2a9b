import { toProblem } from '../api/problems';
import { common } from '../text/en/common';
import { PageHeader } from '../ui/PageHeader';
import { FailureState, Loading } from '../ui/State';

/** Shown while the code of a page loads. */
export function PagePending() {
  return (
    <div className="page">
      <Loading />
    </div>
  );
}

/** Shown when a page itself broke, or its code could not be loaded (after an upgrade of the server). */
export function PageFailure({ error }: { error: unknown }) {
  return (
    <div className="page">
      <PageHeader title={common.errorTitle} />
      <FailureState failure={toProblem(error)} onRetry={() => location.reload()} />
    </div>
  );
}

/** Shown for an address that leads nowhere. */
export function PageNotFound() {
  return (
    <div className="page">
      <PageHeader title={common.notFoundTitle}>{common.notFoundText}</PageHeader>
    </div>
  );
}
