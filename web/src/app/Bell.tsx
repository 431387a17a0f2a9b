import { Link } from '@tanstack/react-router';
import { Bell as BellIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { FileLink } from '../sharing/FileLink';
import { type Notification, useNotifications } from '../sharing/queries';
import { common } from '../text/en/common';
import { sharing as text } from '../text/en/sharing';
import { formatDateTime } from '../text/format';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { QueryState } from '../ui/QueryState';
import './bell.css';

/** What the member was told, behind a bell that counts what is unread. */
export function Bell() {
  const [isOpen, setOpen] = useState(false);
  const { list, read } = useNotifications();
  const unread = list.data?.unread ?? 0;
  const newest = list.data?.entries[0];
  const close = () => setOpen(false);
  return (
    <>
      <AriaButton
        className="button quiet bell"
        aria-label={text.bell(unread)}
        aria-haspopup="dialog"
        onPress={() => setOpen(true)}
      >
        <BellIcon aria-hidden size={18} />
        {unread > 0 && <span className="bell-count">{unread > 99 ? '99+' : unread}</span>}
      </AriaButton>
      <Dialog
        title={text.notifications}
        isOpen={isOpen}
        onClose={close}
        actions={
          <>
            <Link to="/requests" className="button quiet" onClick={close}>
              {text.toRequests}
            </Link>
            {newest && unread > 0 && (
              <Button onPress={() => read.mutate(newest.notificationId)}>{text.markRead}</Button>
            )}
            <Button onPress={close}>{common.close}</Button>
          </>
        }
      >
        <QueryState query={list}>
          {({ entries }) => <NewsList entries={entries} onFollow={close} />}
        </QueryState>
      </Dialog>
    </>
  );
}

function NewsList({ entries, onFollow }: { entries: readonly Notification[]; onFollow: () => void }) {
  if (entries.length === 0) return <p className="muted">{text.noNotifications}</p>;
  return (
    <ul className="news">
      {entries.map((one) => (
        <News key={one.notificationId} one={one} onFollow={onFollow} />
      ))}
    </ul>
  );
}

function News({ one, onFollow }: { one: Notification; onFollow: () => void }) {
  return (
    <li className={one.readAt ? 'news-item' : 'news-item unread'}>
      <Target one={one} onFollow={onFollow}>
        {!one.readAt && <span className="visually-hidden">{text.unread}: </span>}
        {sentence(one)}
      </Target>
      {one.message && <div className="wrap-anywhere">“{one.message}”</div>}
      <div className="table-sub">{formatDateTime(one.createdAt)}</div>
    </li>
  );
}

function sentence({ kind, actor, file, team }: Notification): string {
  const who = actor?.name ?? text.somebody;
  const what = file?.name ?? text.something;
  return kind === 'shared' && team ? text.news.sharedTeam(who, what, team.name) : text.news[kind](who, what);
}

interface TargetProps {
  one: Notification;
  onFollow: () => void;
  children: ReactNode;
}

function Target({ one: { kind, file }, onFollow, children }: TargetProps) {
  if (kind === 'requested')
    return (
      <Link to="/requests" onClick={onFollow}>
        {children}
      </Link>
    );
  if (!file) return <span>{children}</span>;
  return (
    <FileLink file={file} onFollow={onFollow}>
      {children}
    </FileLink>
  );
}
