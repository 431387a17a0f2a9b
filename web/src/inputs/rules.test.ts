import { describe, expect, it } from 'vitest';
import { draftOf, rulesOf } from './rules';

describe('rules', () => {
  it('come back as they were', () => {
    const rules = { required: true, unique: true, allowed: ['1', '2'], min: '1', max: '2' };
    expect(rulesOf(draftOf(rules), 'integer')).toEqual(rules);
    expect(rulesOf(draftOf({}), 'text')).toEqual({});
  });

  it('leave out what is empty, said twice, or not for the type', () => {
    const draft = { ...draftOf({ unique: true, min: '1', pattern: 'x+' }), allowed: 'a\n\n b \na' };
    expect(rulesOf(draft, 'text')).toEqual({ unique: true, allowed: ['a', 'b'], pattern: 'x+' });
    expect(rulesOf(draft, 'checkbox')).toEqual({});
  });

  it('take values from another table instead of a list', () => {
    const from = { tableId: 't', column: 'name' };
    expect(rulesOf({ ...draftOf({ allowed: ['a'] }), from }, 'text')).toEqual({ allowedFrom: from });
  });
});
