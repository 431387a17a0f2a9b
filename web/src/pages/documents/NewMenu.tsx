import { useNavigate } from '@tanstack/react-router';
import { ChevronDown, Plus, Upload } from 'lucide-react';
import { useState } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { type File, type FileKind, useFileChanges } from '../../api/files';
import { useMay } from '../../api/session';
import { KindIcon } from '../../documents/KindIcon';
import { may } from '../../documents/kinds';
import { NameDialog } from '../../documents/NameDialog';
import { useOpenFile } from '../../documents/useActs';
import { browser as words } from '../../text/en/browser';
import { documents } from '../../text/en/documents';
import { toast } from '../../ui/Toast';
import type { Place } from './places';

interface Props {
  place: Place;
  /** The folder that is shown; what is made elsewhere goes into My documents. */
  folder: File | undefined;
  look?: 'primary' | 'plain';
}

/** What can be made here. Nothing when nothing can. */
export function NewMenu({ place, folder, look = 'plain' }: Props) {
  const [asked, setAsked] = useState<FileKind>();
  const navigate = useNavigate();
  const open = useOpenFile();
  const { create } = useFileChanges();
  const kinds = useKinds(place, folder);
  const mayUpload = useMay('uploadCSV') && kinds.includes('workbook');
  if (kinds.length === 0) return null;
  const into = place.in === 'folder' && folder ? { folder: folder.id } : {};
  async function make(type: FileKind, name: string) {
    const made = await create({ type, name, ...(type !== 'workspace' && folder && { parentId: folder.id }) });
    toast(documents.created(made.name));
    if (type !== 'folder') open(made);
  }
  return (
    <>
      <MenuTrigger>
        <Button className={`button ${look}`}>
          <Plus aria-hidden size={16} />
          {words.create}
          <ChevronDown aria-hidden size={14} />
        </Button>
        <Popover className="popover" placement="bottom end">
          <Menu
            aria-label={words.create}
            onAction={(key) =>
              key === 'upload' ? void navigate({ to: '/upload', search: into }) : setAsked(key as FileKind)
            }
          >
            {kinds.map((kind) => (
              <MenuItem key={kind} id={kind} className="option" textValue={words.createWhat[kind]}>
                <KindIcon kind={kind} />
                <span className="option-lines">
                  <span>{words.createWhat[kind]}</span>
                  {words.createHelp[kind] && <span className="option-detail">{words.createHelp[kind]}</span>}
                </span>
              </MenuItem>
            ))}
            {mayUpload && (
              <MenuItem id="upload" className="option">
                <Upload aria-hidden size={16} className="kind-icon" />
                {words.uploadHere}
              </MenuItem>
            )}
          </Menu>
        </Popover>
      </MenuTrigger>
      {asked && (
        <NameDialog
          title={words.createTitle[asked]}
          label={documents.name}
          action={documents.create}
          run={(name) => make(asked, name)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

/** The kinds of things that the member may make in a place. */
function useKinds(place: Place, folder: File | undefined): FileKind[] {
  const makesWorkspaces = useMay('createWorkspaces');
  if (place.in === 'workspaces') return makesWorkspaces ? ['workspace'] : [];
  const kinds: FileKind[] = [];
  if (folder && may(folder, 'create_folder')) kinds.push('folder');
  if (folder && may(folder, 'create_doc')) kinds.push('workbook', 'data-model', 'dataset');
  return kinds;
}
