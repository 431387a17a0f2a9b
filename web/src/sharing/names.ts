import { sharing as text } from '../text/en/sharing';
import type { Access, Grant, Grantee, GranteeChoice, LevelChoice } from './queries';

/** A member, a team or, without either, all members. */
interface To {
  member?: { memberId: string; name: string } | null;
  team?: { teamId: string; name: string } | null;
}

/** Whom something is given to, for people. */
export function granteeName({ member, team }: To): string {
  return member?.name ?? (team ? text.throughTeam(team.name) : text.allMembers);
}

/** A grantee as the API takes it. */
export function granteeOf({ member, team }: To): Grantee {
  if (member) return { memberId: member.memberId };
  return team ? { teamId: team.teamId } : { allMembers: true };
}

/** One word that tells a grantee from all others. */
export function granteeKey({ member, team }: To): string {
  return member?.memberId ?? team?.teamId ?? 'all';
}

/** The levels that make sense for all of them, the least first. */
export function levelsFor(chosen: readonly Pick<GranteeChoice, 'levels'>[]): LevelChoice[] {
  const [first, ...others] = chosen;
  if (!first) return [];
  const fits = (of: Pick<GranteeChoice, 'levels'>, { level }: LevelChoice) =>
    of.levels.some((choice) => choice.level === level && !choice.why);
  return first.levels.filter((choice) => !choice.why && others.every((other) => fits(other, choice)));
}

/** What a level lets do, in a sentence. */
export function levelHelp(level: LevelChoice['level'], isFolder: boolean): string {
  if (level === 'explore') return isFolder ? text.levelHelp.exploreFolder : text.levelHelp.exploreDocument;
  return level in text.levelHelp ? text.levelHelp[level as keyof typeof text.levelHelp] : '';
}

/** Through what somebody has access: one line for each way. */
export function ways({ via }: Pick<Access, 'via'>): string[] {
  return via.map((way) => {
    if (way.cause === 'owner') return text.throughOwner;
    if (way.cause === 'home') return text.throughHome;
    if (way.cause === 'created') return text.throughCreated(way.inode.name);
    const where = way.inherited ? text.throughFolder(way.inode.name) : text.throughGrant;
    const whom = way.team ? text.throughTeam(way.team.name) : way.allMembers ? text.throughAll : '';
    return [whom, where, way.label].filter(Boolean).join(' · ');
  });
}

/** Whether a level is less than another of the same file. */
export function isLess(grant: Grant, permission: string): boolean {
  const order = ['view', 'explore', 'organize', 'edit'];
  return order.indexOf(permission) < order.indexOf(grant.permission);
}
