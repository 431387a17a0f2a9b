/** Words about account types. */
const people = (count: number) => (count === 1 ? '1 member' : `${count.toLocaleString('en')} members`);

export const accountTypes = {
  title: 'Account types',
  about:
    'What members can do at all. What they may do with a document is said by its grants, up to what their account type allows.',
  add: 'New account type',
  listLabel: 'Account types',
  type: 'Account type',
  allows: 'Allows',
  count: (count: number) => (count === 1 ? '1 permission' : `${count.toLocaleString('en')} permissions`),
  members: 'Members',
  people,
  builtIn: 'Built in',
  actions: 'Actions',
  show: 'Permissions',
  showOf: (type: string) => `Permissions of ${type}`,
  edit: 'Change',
  editOf: (type: string) => `Change ${type}`,
  copy: 'Copy',
  copyOf: (type: string) => `Make a new account type like ${type}`,
  delete: 'Delete',
  deleteOf: (type: string) => `Delete ${type}`,

  addTitle: 'New account type',
  editTitle: (type: string) => `Change ${type}`,
  showTitle: (type: string) => `What ${type} allows`,
  name: 'Name',
  nameMissing: 'The account type needs a name',
  description: 'Description',
  permissions: 'Permissions',
  save: 'Save',
  made: (type: string) => `${type} is made`,
  saved: (type: string) => `${type} is changed`,
  effect: (total: number, gained: number, lost: number) =>
    `${people(total)} ${total === 1 ? 'has' : 'have'} it: they would gain ${gained} and lose ${lost} permissions.`,
  nobodyHas: 'Nobody has it at present.',

  deleteTitle: (type: string) => `Delete ${type}?`,
  deleteText: 'Its members need another account type.',
  instead: 'Their new account type',
  deleted: (type: string) => `${type} is deleted`,
} as const;
