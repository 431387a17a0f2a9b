/** Words of Administration → Mail. */
export const mail = {
  title: 'Mail',
  about:
    'The mail server that notifications and exports go out by. Without one, members are told in Writ alone and exports can only be downloaded.',
  host: 'Server',
  hostHelp: 'Its name, such as smtp.example.com. Empty: no mails are sent.',
  port: 'Port',
  tls: 'Encryption',
  tlsChoices: {
    starttls: 'STARTTLS, as a rule on port 587',
    tls: 'TLS from the start, as a rule on port 465',
    none: 'None: only for a server on this machine',
  },
  user: 'User',
  userHelp: 'Empty if the server asks for no sign-in.',
  password: 'Password',
  passwordHelp: 'It is kept sealed and never shown. Empty keeps the one that is saved.',
  from: 'Sender',
  fromHelp: 'The address that mails come from, such as Writ <writ@example.com>.',
  test: 'Send me a test mail',
  tested: 'The mail server took the test mail. Look into your inbox.',
  save: 'Save',
  saved: 'The mail server is saved',
  changedAt: (when: string) => `Changed ${when}.`,
  never: 'Nobody has set it up yet.',
} as const;
