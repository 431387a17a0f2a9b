import { Link, Outlet } from '@tanstack/react-router';
import { useMay, useSession } from '../api/session';
import { shell } from '../text/en/shell';
import { PageHeader } from '../ui/PageHeader';
import { FailureState } from '../ui/State';
import { PagePending } from './PageStates';

/** The pages of Administration, with the links between them; others are told whose they are. */
export function AdminShell() {
  const session = useSession();
  const connections = useMay('manageConnections');
  const members = useMay('manageMembers');
  const organization = useMay('manageOrganization');
  const objects = useMay('seeManagedObjects');
  if (session.isPending) return <PagePending />;
  if (!connections && !members && !organization && !objects) return <Denied />;
  return (
    <>
      <nav className="admin-nav tab-list" aria-label={shell.administration}>
        {connections && (
          <Link to="/admin/connections" className="tab">
            {shell.connections}
          </Link>
        )}
        {members && (
          <Link to="/admin/members" className="tab">
            {shell.members}
          </Link>
        )}
        {objects && (
          <Link to="/admin/objects" className="tab">
            {shell.objects}
          </Link>
        )}
        {organization && (
          <Link to="/admin/settings" className="tab">
            {shell.settings}
          </Link>
        )}
        {organization && (
          <Link to="/admin/nodes" className="tab">
            {shell.nodes}
          </Link>
        )}
      </nav>
      <Outlet />
    </>
  );
}

function Denied() {
  return (
    <div className="page">
      <PageHeader title={shell.administration} />
      <FailureState failure={{ status: 403, message: shell.adminDenied }} />
    </div>
  );
}
