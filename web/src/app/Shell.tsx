import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { sessionKey, useMay, useMemberTopic } from '../api/session';
import { startLive } from '../live/browser';
import { LiveNote } from '../live/LiveNote';
import { useRefresh } from '../live/useTopic';
import { shell } from '../text/en/shell';
import { onHelp, showHelp } from '../ui/help';
import { Bell } from './Bell';
import { KeysDialog } from './KeysDialog';
import { Palette } from './Palette';
import { useShortcuts } from './shortcuts';
import { UserMenu } from './UserMenu';

/** What surrounds every page: the way past the navigation, the navigation, the member's menu. */
export function Shell() {
  const main = useRef<HTMLElement>(null);
  useFocusAfterNavigation(main);
  const [showsKeys, setShowsKeys] = useState(false);
  const [showsPalette, setShowsPalette] = useState(false);
  useShortcuts({ '?': showHelp, 'Ctrl+K': () => setShowsPalette(true) });
  useEffect(() => onHelp(() => setShowsKeys(true)), []);
  useEffect(startLive, []);
  useRefresh(useMemberTopic(), [sessionKey], ['changed']);
  const managesConnections = useMay('manageConnections');
  const managesMembers = useMay('manageMembers');
  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        {shell.skip}
      </a>
      <header className="shell-header">
        <Link to="/" className="brand">
          Writ
        </Link>
        <nav className="shell-nav" aria-label={shell.navigation}>
          <Link to="/" activeOptions={{ exact: true }}>
            {shell.home}
          </Link>
          <Link to="/upload">{shell.upload}</Link>
          <Link to="/explorer">{shell.explorer}</Link>
          {(managesConnections || managesMembers) && <Link to="/admin">{shell.administration}</Link>}
        </nav>
        <Bell />
        <UserMenu onShowKeys={showHelp} />
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <Outlet />
      </main>
      <LiveNote />
      <Palette isOpen={showsPalette} onClose={() => setShowsPalette(false)} />
      <KeysDialog isOpen={showsKeys} onClose={() => setShowsKeys(false)} />
    </div>
  );
}

// A page change is announced by moving the focus to where the new page begins, unless what was used to change it
// stays and says by itself what is chosen now.
function useFocusAfterNavigation(main: React.RefObject<HTMLElement | null>) {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const before = useRef(path);
  useEffect(() => {
    const stays = document.activeElement?.closest('[data-keeps-focus]');
    if (before.current && path && before.current !== path && !stays)
      main.current?.focus({ preventScroll: true });
    before.current = path;
  }, [path, main]);
}
