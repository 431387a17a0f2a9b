import type { File } from '../api/files';
import { common } from '../text/en/common';
import { documents as words } from '../text/en/documents';
import { Button } from '../ui/Button';
import { CopyBlock } from '../ui/Copy';
import { Dialog } from '../ui/Dialog';
import { isFolderKind } from './kinds';

/** The address of a file, for those who have access to it. */
export function ShareDialog({ file: { id, name, type }, onClose }: { file: File; onClose: () => void }) {
  const address = `${location.origin}/${isFolderKind(type) ? 'f' : 'w'}/${id}`;
  return (
    <Dialog
      title={words.shareName(name)}
      isOpen
      onClose={onClose}
      actions={<Button onPress={onClose}>{common.close}</Button>}
    >
      <p>{words.shareAddress}</p>
      <CopyBlock text={address} label={words.address} />
    </Dialog>
  );
}
