/** Words around the pages: navigation, the member's menu, the command palette. */
export const shell = {
  skip: 'Skip to content',
  navigation: 'Main',
  home: 'Home',
  upload: 'Upload CSV',
  explorer: 'Explorer',
  administration: 'Administration',
  connections: 'Connections',
  members: 'Members',
  userMenu: 'Your menu',
  profile: 'Profile and credentials',
  keys: 'Keyboard shortcuts',
  theme: 'Theme',
  themes: { system: 'Same as system', light: 'Light', dark: 'Dark' },
  signOut: 'Sign out',
} as const;
