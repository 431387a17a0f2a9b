import type { FileKind } from '../../api/files';

const kinds: Record<FileKind, string> = {
  workspace: 'Workspace',
  folder: 'Folder',
  workbook: 'Workbook',
  'data-model': 'Data model',
  dataset: 'Dataset',
};

/** Words of documents and folders, wherever they show. */
export const documents = {
  kinds,
  places: {
    home: 'My documents',
    workspaces: 'Workspaces',
    shared: 'Shared with me',
    recent: 'Recent',
    favorites: 'Favorites',
    trash: 'Trash',
  },
  tree: 'Places',
  folders: 'Folders',
  noFolders: 'No folders',
  noWorkspaces: 'No workspaces',
  loading: 'Loading…',
  failed: (message: string) => `${message} Press Enter to try again.`,

  levels: {
    '': 'No access',
    view: 'Can view',
    explore: 'Can explore',
    contribute: 'Can contribute',
    edit: 'Can edit',
    manage: 'Can manage',
  } as Readonly<Record<string, string>>,
  owner: 'Owner',
  you: 'you',

  name: 'Name',
  nameOf: (kind: string) => `Name of the ${kind.toLocaleLowerCase()}`,
  nameMissing: 'Enter a name.',
  create: 'Create',
  rename: 'Rename',
  renameTitle: (name: string) => `Rename ${name}`,
  move: 'Move',
  moveTitle: (what: string) => `Move ${what}`,
  copy: 'Copy',
  copyTitle: (what: string) => `Copy ${what}`,
  share: 'Share…',
  shareAddress: 'Who has access opens it at this address; others can ask for access there.',
  address: 'Address',
  shareName: (name: string) => `Share ${name}`,
  chooseFolder: 'Choose a folder',
  noFolderChosen: 'No folder is chosen',
  into: (name: string) => `Into ${name}`,
  cannotPut: (name: string) => `You cannot put anything into ${name}.`,

  notOpenTitle: 'You can’t open this, or it is not there',
  notOpenText:
    'The address may be wrong, the document may have been deleted, or nobody has shared it with you. If you need it, ask for access: whoever decides about it is told.',
  message: 'Message',
  messageHelp: 'Say who you are and what you need it for.',
  request: 'Request access',
  requestSent: 'Request sent',
  requestSentText: 'Whoever decides about it has been told. You get a notification when they have decided.',
  toDocuments: 'Go to My documents',

  purgeTitle: (name: string) => `Delete ${name} for good?`,
  purgeText:
    'It goes with everything in it: tables in the warehouse, versions, and who has access. Nothing brings it back.',
  purge: 'Delete for good',
  purgeName: 'Type its name to confirm',
  purgeWrong: 'This is not its name.',

  created: (name: string) => `${name} is created`,
  renamed: (name: string) => `It is called ${name} now`,
  moved: (what: string, to: string) => `${what} moved to ${to}`,
  copied: (what: string, to: string) => `${what} copied to ${to}`,
  trashed: (what: string) => `${what} moved to Trash`,
  restored: (what: string) => `${what} restored`,
  purged: (what: string) => `${what} deleted for good`,
  favored: (what: string) => `${what} added to Favorites`,
  unfavored: (what: string) => `${what} removed from Favorites`,
  undo: 'Undo',
  undone: 'Undone',
  things: (count: string) => `${count} things`,
  partly: (done: string, all: string, reason: string) => `${done} of ${all} done. ${reason}`,
} as const;
