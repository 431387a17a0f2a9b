/** Words of the keyboard help. */
export const keys = {
  title: 'Keyboard shortcuts',
  intro: 'Everything can be done with the keyboard. Press ? anywhere outside a text field to see this list.',
} as const;

/** The shortcuts, by where they work. */
export const shortcutGroups: readonly { title: string; shortcuts: readonly (readonly [string, string])[] }[] =
  [
    {
      title: 'Everywhere',
      shortcuts: [
        ['Ctrl+K', 'Go to a page'],
        ['?', 'Show these shortcuts'],
        ['Tab', 'Next control; Shift+Tab goes back'],
        ['Esc', 'Close a dialog or a menu'],
      ],
    },
    {
      title: 'Grid',
      shortcuts: [
        ['Arrow keys', 'Move by a cell'],
        ['Ctrl+Arrow', 'Move to the edge'],
        ['Home, End', 'First and last column'],
        ['Ctrl+Home, Ctrl+End', 'First and last cell'],
        ['PageUp, PageDown', 'Move by a screenful'],
        ['Shift+any of these', 'Extend the selection'],
        ['Ctrl+A', 'Select everything'],
        ['Ctrl+Space', 'Select the column'],
        ['Shift+Space', 'Select the row'],
        ['Ctrl+C', 'Copy the selection'],
        ['Ctrl+G', 'Go to a row by its number'],
        ['Enter or F2', 'Show the full text of the cell'],
        ['Alt+Shift+Arrow', 'Make the column wider or narrower'],
        ['Alt+Shift+Enter', 'Fit the column to its texts'],
        ['F6', 'Leave the grid'],
      ],
    },
    {
      title: 'Input table',
      shortcuts: [
        ['Typing', 'Replace what the cell holds'],
        ['Enter or F2', 'Edit the cell'],
        ['Enter, Shift+Enter', 'Keep what was typed and go down or up'],
        ['Tab, Shift+Tab', 'Keep what was typed and go right or left'],
        ['Esc', 'Leave the cell as it was'],
        ['Alt+Enter', 'New line in the cell'],
        ['Space', 'Tick or untick'],
        ['Alt+Arrow down', 'Open the list of values'],
        ['Ctrl+;', 'Write today, while a date is edited'],
        ['Delete', 'Empty the selected cells'],
      ],
    },
    {
      title: 'Documents',
      shortcuts: [
        ['Arrow up, down', 'Previous and next document'],
        ['Enter', 'Open it'],
        ['Shift+Arrow', 'Select several; Ctrl+Arrow moves without selecting, Ctrl+Space selects'],
        ['Ctrl+A', 'Select everything'],
        ['F2', 'Rename'],
        ['Delete', 'Move to Trash; in Trash, delete for good'],
        ['Shift+F10', 'Show all that can be done'],
        ['Letters', 'Jump to a name'],
      ],
    },
    {
      title: 'Explorer tree',
      shortcuts: [
        ['Arrow up, down', 'Previous and next object'],
        ['Arrow right, left', 'Open and close'],
        ['Enter', 'Show the object'],
        ['Letters', 'Jump to a name'],
      ],
    },
  ];
