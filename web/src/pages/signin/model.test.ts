import { describe, expect, it } from 'vitest';
import { draft, typed } from './model';
import type { SignInSettings } from './queries';

const teams = [{ teamId: 't1', name: 'Finance' }];
const provider = {
  issuer: 'https://id.example.org',
  clientId: 'writ',
  label: 'Example',
  scopes: ['email', 'groups'],
  domains: ['example.org'],
  provision: 'View',
  groupClaim: 'groups',
  teams: [{ group: 'cn=a=b', teamId: 't1' }],
};
const saved = {
  password: true,
  provider: { ...provider, hasClientSecret: true },
} as unknown as SignInSettings;

describe('sign-in settings', () => {
  it('come back as they were typed', () => {
    const form = typed(saved, teams);
    expect(form.groups).toBe('cn=a=b = Finance');
    expect(draft(form, teams)).toEqual({ provider });
    expect(draft({ ...form, clientSecret: 's' }, teams)).toEqual({
      provider: { ...provider, clientSecret: 's' },
    });
  });
  it('say which group is wrong', () => {
    const form = typed(saved, teams);
    expect(draft({ ...form, groups: 'nothing' }, teams)).toEqual({ wrong: '“nothing” is not group = team' });
    expect(draft({ ...form, groups: 'a = Sales' }, teams)).toEqual({
      wrong: 'There is no team “Sales” that you may see',
    });
  });
});
