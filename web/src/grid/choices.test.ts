import { describe, expect, it } from 'vitest';
import { cellOf, chosenOf, matching, toggled, typedChoices } from './choices';

describe('choices', () => {
  it('reads what a cell holds, and keeps none as NULL', () => {
    expect(chosenOf(null)).toEqual([]);
    expect(chosenOf('["a","b"]')).toEqual(['a', 'b']);
    expect(chosenOf('a, b')).toEqual(['a, b']);
    expect(cellOf([])).toBeNull();
    expect(cellOf(['a', 'b'])).toBe('["a","b"]');
  });

  it('reads several values as people type them, each once', () => {
    expect(typedChoices(' a, b,,a ')).toBe('["a","b"]');
    expect(typedChoices(' , ')).toBeNull();
  });

  it('ticks in the order of the list, whatever the order of ticking, and keeps what is not in it', () => {
    const offered = ['red', 'green', 'blue'];
    expect(toggled(['blue', 'old'], 'red', offered)).toEqual(['red', 'blue', 'old']);
    expect(toggled(['red', 'blue'], 'red', offered)).toEqual(['blue']);
  });

  it('finds what was typed, at the beginning first', () => {
    expect(matching(['border', 'order', 'paid'], 'ord')).toEqual(['order', 'border']);
    expect(matching(['a', 'b'], '')).toEqual(['a', 'b']);
    expect(matching(['a'], 'x')).toEqual([]);
  });
});
