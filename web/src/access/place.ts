import type { DataGrant, Grantee as GranteeBody, Permission } from '../api/model';
import { access as text } from '../text/en/access';

/** A place inside its connection, for people. */
export function placeName(path: readonly string[]): string {
  return path.length === 0 ? text.whole : path.join('.');
}

/** The same in the middle of a sentence. */
export function placeInSentence(path: readonly string[]): string {
  return path.length === 0 ? text.theWhole : placeName(path);
}

/** What a level lets do at a place: inside a connection there is nothing to write to. */
export function levelHelp(level: Permission, path: readonly string[]): string {
  return level === 'usage' && path.length > 0 ? text.usageInside : text.levelHelp[level];
}

/** Whom a grant is for: a member, a team, or all members. */
export type Grantee = Pick<DataGrant, 'member' | 'team'>;

export function granteeName({ member, team }: Grantee): string {
  return member?.name ?? team?.name ?? text.allMembers;
}

/** What is said below the name: an address that is not the name, or that it is a team. */
export function granteeSub({ member, team }: Grantee): string | undefined {
  if (team) return text.team;
  return member && member.name !== member.email ? member.email : undefined;
}

/** A grantee as the API takes it. */
export function granteeBody({ member, team }: Grantee): GranteeBody {
  if (member) return { memberId: member.memberId };
  return team ? { teamId: team.teamId } : { allMembers: true };
}

/** The grants that reach a place: given on it or above it; on the whole connection, all of them. */
export function reaching(grants: readonly DataGrant[], path: readonly string[]): DataGrant[] {
  return grants.filter(
    (grant) => path.length === 0 || grant.path.every((part, level) => part === path[level]),
  );
}

/** The levels that make sense at a place; the server refuses what the account type does not allow. */
export function levelsAt(path: readonly string[]): Permission[] {
  return path.length === 0 ? ['writeback', 'usage', 'annotate', 'admin'] : ['usage', 'annotate'];
}
