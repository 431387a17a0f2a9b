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
  const teams = useMay('manageTeams');
  const types = useMay('manageAccountTypes');
  const organization = useMay('manageOrganization');
  const objects = useMay('seeManagedObjects');
  const log = useMay('seeAuditLog');
  const pages = [
    connections && (['/admin/connections', shell.connections] as const),
    members && (['/admin/members', shell.members] as const),
    teams && (['/admin/teams', shell.teams] as const),
    types && (['/admin/account-types', shell.accountTypes] as const),
    objects && (['/admin/objects', shell.objects] as const),
    log && (['/admin/audit', shell.auditLog] as const),
    organization && (['/admin/sign-in', shell.signIn] as const),
    organization && (['/admin/mail', shell.mail] as const),
    organization && (['/admin/settings', shell.settings] as const),
    organization && (['/admin/nodes', shell.nodes] as const),
  ].filter((page) => page !== false);
  if (session.isPending) return <PagePending />;
  if (pages.length === 0) return <Denied />;
  return (
    <>
      <nav className="admin-nav tab-list" aria-label={shell.administration}>
        {pages.map(([to, title]) => (
          <Link key={to} to={to} className="tab">
            {title}
          </Link>
        ))}
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
