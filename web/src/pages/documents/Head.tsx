import { Ellipsis, Upload } from 'lucide-react';
import { Button, MenuTrigger, Popover } from 'react-aria-components';
import type { File } from '../../api/files';
import { useMay } from '../../api/session';
import { FileMenu } from '../../documents/FileMenu';
import { may, type Verb, verbsFor } from '../../documents/kinds';
import { ShareButton } from '../../documents/ShareButton';
import { Trail } from '../../documents/Trail';
import { browser as words } from '../../text/en/browser';
import { LinkButton } from '../../ui/Button';
import { PageHeader } from '../../ui/PageHeader';
import { NewMenu } from './NewMenu';
import type { ListSearch, Place } from './places';

interface Props {
  title: string;
  place: Place;
  search: ListSearch;
  folder: File | undefined;
  act: (verb: Verb, files: readonly File[]) => void;
}

/** The name of what is shown and the way to it, and what can be made or done here. */
export function Head({ title, place, search, folder, act }: Props) {
  const mayUpload = useMay('uploadCSV');
  if (search.q !== undefined) return <PageHeader title={words.found(search.q)} />;
  const isFolder = place.in === 'folder' && folder !== undefined;
  const others = isFolder ? verbsFor([folder]).filter((verb) => verb !== 'open' && verb !== 'share') : [];
  const actions = (
    <>
      {isFolder && <ShareButton file={folder} onShare={() => act('share', [folder])} />}
      {mayUpload && folder && may(folder, 'create_doc') && (
        <LinkButton
          to="/upload"
          search={isFolder ? { folder: folder.id } : {}}
          icon={<Upload aria-hidden size={16} />}
        >
          {words.upload}
        </LinkButton>
      )}
      <NewMenu place={place} folder={folder} look="primary" />
      {isFolder && others.length > 0 && (
        <MenuTrigger>
          <Button className="button plain icon" aria-label={words.actionsFor(folder.name)}>
            <Ellipsis aria-hidden size={16} />
          </Button>
          <Popover className="popover" placement="bottom end">
            <FileMenu files={[folder]} onAct={act} without={['open', 'share']} />
          </Popover>
        </MenuTrigger>
      )}
    </>
  );
  return (
    <>
      {isFolder && <Trail file={folder} />}
      <PageHeader title={title} actions={actions} />
    </>
  );
}
