/** Words of Administration → Settings. */
export const settings = {
  title: 'Settings',
  about: 'What the organization has decided for everybody. Changes count at once, on every server.',
  retention: 'Retention',
  retentionAbout:
    'How long things are kept that nobody needs any more. Tables are never removed by it, only their earlier versions.',
  limits: 'Limits',
  limitsAbout: 'They keep one member or one connection from taking everything.',
  exports: 'Exports by e-mail',
  exportsAbout: 'Whom tables may be sent to, and how much goes into a mail.',
  outsideAddresses: 'Tables may be sent to addresses outside of the organization',
  fields: {
    'retention.unfinishedUploads': {
      label: 'Unfinished uploads',
      unit: 'days',
      help: 'An upload that nobody goes on with is canceled, and its file removed.',
    },
    'retention.endedUploads': {
      label: 'Ended uploads',
      unit: 'days',
      help: 'Their record and their list of rejected values go; the tables stay.',
    },
    'retention.jobs': {
      label: 'Ended jobs',
      unit: 'days',
      help: 'What the server did in the background, and how it ended.',
    },
    'retention.quarantine': {
      label: 'Quarantine',
      unit: 'days',
      help: 'How long an object that was put aside can be restored before it is dropped from the warehouse.',
    },
    'retention.versions': {
      label: 'Versions of a table',
      unit: '',
      help: 'How many keep their rows, the current one included. The certificate of every version stays.',
    },
    'retention.trash': {
      label: 'Trash',
      unit: 'days',
      help: 'How long deleted documents and folders can be restored.',
    },
    'retention.audit': {
      label: 'Audit log',
      unit: 'days',
      help: 'How long it stays known who did what. 30 days at least.',
    },
    'limits.memberUploads': {
      label: 'Uploads of a member',
      unit: '',
      help: 'That have not ended: arriving, waiting for choices, or being imported.',
    },
    'limits.memberUploadBytes': {
      label: 'Size of these uploads together',
      unit: 'GiB',
      help: 'As announced when they begin.',
    },
    'limits.memberImports': {
      label: 'Imports of a member at a time',
      unit: '',
      help: 'More wait for their turn. It counts on all servers together.',
    },
    'limits.connectionImports': {
      label: 'Imports into a connection at a time',
      unit: '',
      help: 'It protects the warehouse. It counts on all servers together.',
    },
    'exports.attachmentBytes': {
      label: 'Largest attachment',
      unit: 'MiB',
      help: 'Instead of a larger file, the mail has a link to the table.',
    },
  },
  labelled: (label: string, unit: string) => (unit ? `${label} (${unit})` : label),
  notANumber: 'Enter a number.',
  notWhole: 'Enter a whole number.',
  save: 'Save',
  saved: 'The settings are saved',
  discard: 'Discard changes',
  stale: 'Somebody else has changed the settings meanwhile. Load them again and repeat your change.',
  reload: 'Load again',
  never: 'These are the defaults; nobody has changed them yet.',
  changedAt: (when: string) => `Last changed ${when}.`,
} as const;
