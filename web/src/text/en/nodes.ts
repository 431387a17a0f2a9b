/** Words of Administration → Nodes. */
export const nodes = {
  title: 'Nodes',
  about:
    'The servers of this installation that run now. One that stopped without a word is listed for some seconds more.',
  listLabel: 'Nodes',
  name: 'Name',
  isThis: 'This one',
  address: 'Address',
  noAddress: 'not needed',
  version: 'Version',
  started: 'Started',
  lastSeen: 'Last seen',
} as const;
