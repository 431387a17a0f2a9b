import { useNavigate } from '@tanstack/react-router';
import { Autocomplete, Menu, MenuItem, useFilter } from 'react-aria-components';
import { useMay } from '../api/session';
import { documents } from '../text/en/documents';
import { shell } from '../text/en/shell';
import { Dialog } from '../ui/Dialog';
import { showHelp } from '../ui/help';
import { SearchField } from '../ui/SearchField';

interface Command {
  id: string;
  title: string;
  run: () => void;
}

/** The command palette: type a part of a page's name, press Enter, be there. */
export function Palette({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { contains } = useFilter({ sensitivity: 'base' });
  const commands = useCommands();
  const run = (id: string) => {
    onClose();
    commands.find((command) => command.id === id)?.run();
  };
  return (
    <Dialog title={shell.palette} isOpen={isOpen} onClose={onClose}>
      <Autocomplete filter={contains}>
        <SearchField label={shell.paletteSearch} autoFocus />
        <Menu
          className="palette"
          aria-label={shell.palette}
          items={commands}
          onAction={(id) => run(String(id))}
          renderEmptyState={() => <p className="muted">{shell.paletteNothing}</p>}
        >
          {(command) => <MenuItem className="option">{command.title}</MenuItem>}
        </Menu>
      </Autocomplete>
    </Dialog>
  );
}

function useCommands(): Command[] {
  const navigate = useNavigate();
  const managesConnections = useMay('manageConnections');
  const managesMembers = useMay('manageMembers');
  const managesOrganization = useMay('manageOrganization');
  const seesObjects = useMay('seeManagedObjects');
  const managesTypes = useMay('manageAccountTypes');
  const all = [
    { id: 'home', title: shell.home, run: () => navigate({ to: '/' }) },
    { id: 'workspaces', title: documents.places.workspaces, run: () => navigate({ to: '/workspaces' }) },
    { id: 'shared', title: documents.places.shared, run: () => navigate({ to: '/shared' }) },
    { id: 'recent', title: documents.places.recent, run: () => navigate({ to: '/recent' }) },
    { id: 'favorites', title: documents.places.favorites, run: () => navigate({ to: '/favorites' }) },
    { id: 'trash', title: documents.places.trash, run: () => navigate({ to: '/trash' }) },
    { id: 'upload', title: shell.upload, run: () => navigate({ to: '/upload' }) },
    { id: 'explorer', title: shell.explorer, run: () => navigate({ to: '/explorer' }) },
    managesConnections && {
      id: 'connections',
      title: `${shell.administration}: ${shell.connections}`,
      run: () => navigate({ to: '/admin/connections' }),
    },
    managesMembers && {
      id: 'members',
      title: `${shell.administration}: ${shell.members}`,
      run: () => navigate({ to: '/admin/members' }),
    },
    managesOrganization && {
      id: 'settings',
      title: `${shell.administration}: ${shell.settings}`,
      run: () => navigate({ to: '/admin/settings' }),
    },
    managesOrganization && {
      id: 'nodes',
      title: `${shell.administration}: ${shell.nodes}`,
      run: () => navigate({ to: '/admin/nodes' }),
    },
    seesObjects && {
      id: 'objects',
      title: `${shell.administration}: ${shell.objects}`,
      run: () => navigate({ to: '/admin/objects' }),
    },
    managesTypes && {
      id: 'account-types',
      title: `${shell.administration}: ${shell.accountTypes}`,
      run: () => navigate({ to: '/admin/account-types' }),
    },
    { id: 'teams', title: shell.teams, run: () => navigate({ to: '/teams' }) },
    { id: 'requests', title: shell.requests, run: () => navigate({ to: '/requests' }) },
    { id: 'me', title: shell.profile, run: () => navigate({ to: '/me' }) },
    { id: 'keys', title: shell.keys, run: showHelp },
  ];
  return all.filter((command) => command !== false);
}
