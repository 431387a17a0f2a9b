import { useNavigate } from '@tanstack/react-router';
import { Ellipsis, History } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, MenuTrigger, Popover, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { Document } from '../../api/documents';
import { useFileChanges } from '../../api/files';
import { FileMenu } from '../../documents/FileMenu';
import { may } from '../../documents/kinds';
import { ShareButton } from '../../documents/ShareButton';
import { Trail } from '../../documents/Trail';
import { useActs } from '../../documents/useActs';
import { browser } from '../../text/en/browser';
import { document as words } from '../../text/en/document';
import { documents } from '../../text/en/documents';
import { LinkButton } from '../../ui/Button';
import { PageHeader } from '../../ui/PageHeader';

interface Props {
  document: Document;
  shown: 'draft' | 'published';
  /** How it stands with what is being changed. */
  note?: ReactNode;
  /** What can be done with what is shown. */
  children?: ReactNode;
}

/** The way to a document, its name, and what can be done with it. */
export function Head({ document, shown, note, children }: Props) {
  const navigate = useNavigate();
  const { rename } = useFileChanges();
  const acts = useActs();
  const kind = documents.kinds[document.type];
  const actions = (
    <>
      {document.draft && <Switch document={document} shown={shown} />}
      {children}
      <ShareButton file={document} onShare={() => acts.act('share', [document])} />
      {document.draft && (
        <LinkButton
          to="/w/$documentId/versions"
          params={{ documentId: document.id }}
          icon={<History aria-hidden size={16} />}
        >
          {words.history}
        </LinkButton>
      )}
      <MenuTrigger>
        <Button className="button plain icon" aria-label={browser.actionsFor(document.name)}>
          <Ellipsis aria-hidden size={16} />
        </Button>
        <Popover className="popover" placement="bottom end">
          <FileMenu
            files={[document]}
            onAct={(verb, files) => {
              acts.act(verb, files);
              if (verb === 'trash') void navigate({ to: '/' });
            }}
            without={['open', 'share', 'rename']}
          />
        </Popover>
      </MenuTrigger>
    </>
  );
  const renaming = may(document, 'rename') && {
    label: documents.nameOf(kind),
    run: (name: string) => rename(document.id, name),
  };
  return (
    <>
      <Trail file={document} />
      <PageHeader title={document.name} actions={actions} rename={renaming || undefined}>
        <span className="document-note">
          {kind}
          {note}
        </span>
      </PageHeader>
      {acts.dialog}
    </>
  );
}

function Switch({ document, shown }: { document: Document; shown: 'draft' | 'published' }) {
  const navigate = useNavigate();
  const show = (view: 'draft' | 'published') =>
    void navigate({
      to: '/w/$documentId',
      params: { documentId: document.id },
      search: view === 'published' ? { view } : {},
    });
  return (
    <ToggleButtonGroup
      className="segments"
      aria-label={words.shown}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[shown]}
      onSelectionChange={(keys) => show(keys.has('published') ? 'published' : 'draft')}
    >
      <ToggleButton id="draft" className="segment">
        {words.draft}
      </ToggleButton>
      <ToggleButton id="published" className="segment">
        {words.published}
      </ToggleButton>
    </ToggleButtonGroup>
  );
}
