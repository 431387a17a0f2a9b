import { describe, expect, it } from 'vitest';
import { granteeKey, granteeName, granteeOf, levelsFor } from './names';
import type { LevelChoice } from './queries';

const level = (name: LevelChoice['level'], why: string | null = null) =>
  ({ level: name, permission: 'view', label: name, why }) as LevelChoice;
const ann = { memberId: 'a', name: 'Ann', email: 'ann@example.org', memberType: 'Build', isArchived: false };

describe('grantees', () => {
  it('are a member, a team, or all members', () => {
    const of = [
      { member: ann, team: null },
      { member: null, team: { teamId: 't', name: 'Finance' } },
      { member: null, team: null },
    ];
    expect(of.map(granteeName)).toEqual(['Ann', 'Team Finance', 'All members']);
    expect(of.map(granteeKey)).toEqual(['a', 't', 'all']);
    expect(of.map(granteeOf)).toEqual([{ memberId: 'a' }, { teamId: 't' }, { allMembers: true }]);
  });
});

describe('levels for several', () => {
  it('are those that make sense for each of them', () => {
    const builder = { levels: [level('view'), level('explore'), level('edit')] };
    const viewer = { levels: [level('view'), level('explore', 'too much'), level('edit', 'too much')] };
    const names = (chosen: (typeof builder)[]) => levelsFor(chosen).map((choice) => choice.level);
    expect(names([])).toEqual([]);
    expect(names([builder])).toEqual(['view', 'explore', 'edit']);
    expect(names([builder, viewer])).toEqual(['view']);
  });
});
