import { Link, Outlet } from '@tanstack/react-router';
import { useMay } from '../api/session';
import { shell } from '../text/en/shell';

/** The pages of Administration, with the links between them. */
export function AdminShell() {
  const connections = useMay('manageConnections');
  const members = useMay('manageMembers');
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
      </nav>
      <Outlet />
    </>
  );
}
