import { useNavigate } from '@tanstack/react-router';
import { CircleUser } from 'lucide-react';
import {
  Button,
  Header,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
  Separator,
} from 'react-aria-components';
import { useSession } from '../api/session';
import { shell } from '../text/en/shell';
import { chooseTheme, type Theme, themes, useTheme } from '../ui/theme';

/** The member's own menu: profile, theme, keyboard help, sign out. */
export function UserMenu({ onShowKeys }: { onShowKeys: () => void }) {
  const session = useSession();
  const navigate = useNavigate();
  const theme = useTheme();
  return (
    <MenuTrigger>
      <Button className="button quiet user-button">
        <CircleUser aria-hidden size={18} />
        <span className="visually-hidden">{shell.userMenu}</span>
        <span className="user-name">{session.data?.email}</span>
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu aria-label={shell.userMenu}>
          <MenuItem className="option" onAction={() => navigate({ to: '/me' })}>
            {shell.profile}
          </MenuItem>
          <MenuItem className="option" onAction={() => navigate({ to: '/teams' })}>
            {shell.teams}
          </MenuItem>
          <MenuItem className="option" onAction={onShowKeys}>
            {shell.keys}
          </MenuItem>
          <Separator />
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[theme]}
            onSelectionChange={(keys) => chooseTheme([...keys][0] as Theme)}
          >
            <Header className="option-group">{shell.theme}</Header>
            {themes.map((name) => (
              <MenuItem key={name} id={name} className="option theme-option">
                {shell.themes[name]}
              </MenuItem>
            ))}
          </MenuSection>
          <Separator />
          <MenuItem className="option" onAction={signOut}>
            {shell.signOut}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

// Signing out is a form of the server's own pages, so that it also works there
// without scripts.
function signOut(): void {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = '/logout';
  document.body.append(form);
  form.submit();
}
