import { useState } from 'react';
import { useSession } from '../../api/session';
import { me as text } from '../../text/en/me';
import { shell } from '../../text/en/shell';
import { Button } from '../../ui/Button';
import { ConfirmDialog } from '../../ui/Dialog';
import { showHelp } from '../../ui/help';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { Select } from '../../ui/Select';
import { toast } from '../../ui/Toast';
import { chooseTheme, type Theme, themes, useTheme } from '../../ui/theme';
import { Credentials } from './Credentials';
import './page.css';
import { useSignOutEverywhere } from './queries';

/** A member's own page: who they are, what acts for them, how the app looks to them. */
export function Page() {
  return (
    <div className="page narrow">
      <PageHeader title={text.title} />
      <Profile />
      <Credentials />
      <Appearance />
      <Sessions />
    </div>
  );
}

function Profile() {
  const session = useSession();
  return (
    <section className="me-section">
      <h2>{text.profile}</h2>
      <QueryState query={session}>
        {({ firstName, lastName, email, memberType }) => (
          <dl className="facts">
            <dt>{text.name}</dt>
            <dd>{`${firstName} ${lastName}`.trim() || '–'}</dd>
            <dt>{text.email}</dt>
            <dd>{email}</dd>
            <dt>{text.accountType}</dt>
            <dd>{memberType}</dd>
            <dt>{text.password}</dt>
            <dd>
              <a href="/password">{text.changePassword}</a>
            </dd>
          </dl>
        )}
      </QueryState>
    </section>
  );
}

function Appearance() {
  const theme = useTheme();
  const choices = themes.map((value) => ({ value, label: shell.themes[value] }));
  return (
    <section className="me-section">
      <h2>{text.look}</h2>
      <div className="me-narrow">
        <Select
          label={text.theme}
          choices={choices}
          value={theme}
          onChange={(chosen) => chooseTheme(chosen as Theme)}
          isRequired
        />
      </div>
      <div>
        <Button onPress={showHelp}>{text.showKeys}</Button>
      </div>
    </section>
  );
}

function Sessions() {
  const [isAsking, setAsking] = useState(false);
  const signOut = useSignOutEverywhere();
  const confirm = () =>
    signOut.mutate(undefined, {
      onSuccess: () => location.assign('/login'),
      onError: (error) => toast(error.message, 'bad'),
    });
  return (
    <section className="me-section">
      <h2>{text.sessions}</h2>
      <p className="muted">{text.sessionsAbout}</p>
      <div>
        <Button look="danger" onPress={() => setAsking(true)}>
          {text.signOutEverywhere}
        </Button>
      </div>
      <ConfirmDialog
        title={text.signOutTitle}
        action={text.signOutEverywhere}
        isOpen={isAsking}
        isPending={signOut.isPending}
        isDanger
        onConfirm={confirm}
        onClose={() => setAsking(false)}
      >
        <p>{text.sessionsAbout}</p>
      </ConfirmDialog>
    </section>
  );
}
