import { describe, expect, it } from 'vitest';
import { commandOf, type Key } from './keyboard';

function press(keys: string): Key {
  const parts = keys.split('+');
  return {
    key: parts.at(-1) === 'Space' ? ' ' : (parts.at(-1) ?? ''),
    ctrlKey: parts.includes('Ctrl'),
    metaKey: parts.includes('Meta'),
    altKey: parts.includes('Alt'),
    shiftKey: parts.includes('Shift'),
  };
}

describe('commandOf', () => {
  it.each([
    ['ArrowDown', 'down', false],
    ['Shift+ArrowDown', 'down', true],
    ['Ctrl+ArrowDown', 'lastRow', false],
    ['Meta+ArrowDown', 'lastRow', false],
    ['Ctrl+Shift+ArrowLeft', 'firstColumn', true],
    ['Home', 'firstColumn', false],
    ['Ctrl+Home', 'firstCell', false],
    ['Ctrl+Shift+End', 'lastCell', true],
    ['PageDown', 'pageDown', false],
    ['Shift+PageUp', 'pageUp', true],
  ])('%s moves: %s, extending: %s', (keys, step, extend) => {
    expect(commandOf(press(keys))).toEqual({ do: 'move', step, extend });
  });

  it.each([
    ['Ctrl+a', { do: 'select', what: 'all' }],
    ['Ctrl+A', { do: 'select', what: 'all' }],
    ['Ctrl+Space', { do: 'select', what: 'columns' }],
    ['Shift+Space', { do: 'select', what: 'rows' }],
    ['Ctrl+g', { do: 'goToRow' }],
    ['F2', { do: 'open' }],
    ['Enter', { do: 'open' }],
    ['Escape', { do: 'cancel' }],
    ['F6', { do: 'leave', backward: false }],
    ['Shift+F6', { do: 'leave', backward: true }],
    ['Alt+Shift+ArrowLeft', { do: 'widen', by: -16 }],
    ['Alt+Shift+Enter', { do: 'fit' }],
  ])('%s is %o', (keys, command) => {
    expect(commandOf(press(keys))).toEqual(command);
  });

  it.each([
    'Tab',
    'Ctrl+c',
    'Ctrl+f',
    'Ctrl+r',
    'Alt+ArrowLeft',
    'Ctrl+Alt+ArrowUp',
    'x',
    '?',
    'Space',
    'F5',
  ])('leaves %s to the browser', (keys) => {
    expect(commandOf(press(keys))).toBeNull();
  });
});
