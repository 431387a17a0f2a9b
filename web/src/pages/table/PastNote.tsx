import { versions as words } from '../../text/en/versions';
import { LinkButton } from '../../ui/Button';
import { Notice } from '../../ui/State';

/** Says that what is shown is not the table as it is now, and leads there. */
export function PastNote({ tableId, version }: { tableId: string; version: number }) {
  return (
    <Notice tone="info" title={words.shown(version)}>
      <div className="row">
        <LinkButton look="quiet" to="/t/$tableId" params={{ tableId }}>
          {words.toCurrent}
        </LinkButton>
        <LinkButton look="quiet" to="/t/$tableId/versions" params={{ tableId }}>
          {words.toVersions}
        </LinkButton>
      </div>
    </Notice>
  );
}
