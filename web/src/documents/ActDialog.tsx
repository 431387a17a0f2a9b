import type { File, FileChanges } from '../api/files';
import { documents as words } from '../text/en/documents';
import { toast } from '../ui/Toast';
import { ChooseFolder, type Target } from './ChooseFolder';
import type { Verb } from './kinds';
import { NameDialog } from './NameDialog';
import { Purge } from './Purge';
import { ShareDialog } from './ShareDialog';
import { what } from './what';

/** Something to do with files for which more has to be known. */
export interface Asked {
  verb: Verb;
  files: readonly [File, ...File[]];
}

interface Props {
  asked: Asked;
  changes: FileChanges;
  onMove: (files: readonly File[], to: Target) => Promise<void>;
  onCopy: (files: readonly File[], to: Target) => Promise<void>;
  onClose: () => void;
}

/** Asks what has to be known before something is done with files. */
export function ActDialog({ asked: { verb, files }, changes, onMove, onCopy, onClose }: Props) {
  const [file] = files;
  const above = file.parents.map(({ id }) => id);
  switch (verb) {
    case 'rename':
      return (
        <NameDialog
          title={words.renameTitle(file.name)}
          label={words.nameOf(words.kinds[file.type])}
          action={words.rename}
          name={file.name}
          run={(name) => changes.rename(file.id, name).then(() => toast(words.renamed(name)))}
          onClose={onClose}
        />
      );
    case 'move':
      return (
        <ChooseFolder
          title={words.moveTitle(what(files))}
          action={words.move}
          toSee={above}
          run={(target) => onMove(files, target)}
          onClose={onClose}
        />
      );
    case 'copy':
      return (
        <ChooseFolder
          title={words.copyTitle(what(files))}
          action={words.copy}
          start={{ key: 'home', name: words.places.home }}
          toSee={above}
          run={(target) => onCopy(files, target)}
          onClose={onClose}
        />
      );
    case 'purge':
      return <Purge file={file} purge={changes.purge} onClose={onClose} />;
    case 'share':
      return <ShareDialog file={file} onClose={onClose} />;
    default:
      return null;
  }
}
