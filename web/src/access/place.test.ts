import { describe, expect, it } from 'vitest';
import type { DataGrant } from '../api/model';
import {
  granteeBody,
  granteeName,
  granteeSub,
  levelHelp,
  levelsAt,
  placeInSentence,
  placeName,
  reaching,
} from './place';

function grant(grantId: string, ...path: string[]): DataGrant {
  return { grantId, path, member: null } as unknown as DataGrant;
}

describe('the grants that reach a place', () => {
  const grants = [
    grant('whole'),
    grant('sales', 'sales'),
    grant('orders', 'sales', 'orders'),
    grant('hr', 'hr'),
  ];
  const ids = (...path: string[]) => reaching(grants, path).map(({ grantId }) => grantId);
  it('are all of them on the whole connection', () => {
    expect(ids()).toEqual(['whole', 'sales', 'orders', 'hr']);
  });
  it('are those on it and above it, not those beside or below', () => {
    expect(ids('sales')).toEqual(['whole', 'sales']);
    expect(ids('sales', 'orders')).toEqual(['whole', 'sales', 'orders']);
    expect(ids('sales', 'customers')).toEqual(['whole', 'sales']);
  });
});

it('names places and grantees, and offers two levels inside a connection', () => {
  expect(placeName([])).toBe('Whole connection');
  expect(placeName(['sales', 'orders'])).toBe('sales.orders');
  expect(granteeName(grant('g'))).toBe('All members');
  expect(levelsAt(['sales'])).toEqual(['usage', 'annotate']);
});

it('tells members, teams and everybody apart', () => {
  const to = (member: object | null, team: object | null) => ({ member, team }) as unknown as DataGrant;
  const ann = to({ memberId: 'm', name: 'Ann', email: 'ann@example.org' }, null);
  const finance = to(null, { teamId: 't', name: 'Finance' });
  expect(granteeBody(ann)).toEqual({ memberId: 'm' });
  expect(granteeBody(finance)).toEqual({ teamId: 't' });
  expect(granteeBody(to(null, null))).toEqual({ allMembers: true });
  expect([granteeName(finance), granteeSub(finance)]).toEqual(['Finance', 'Team']);
  expect(granteeSub(ann)).toBe('ann@example.org');
});

it('explains Can use by whether there is anything to write to', () => {
  expect(levelHelp('usage', [])).toContain('write destinations');
  expect(levelHelp('usage', ['sales'])).not.toContain('write');
  expect(placeInSentence([])).toBe('the whole connection');
});
