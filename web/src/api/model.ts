import type { components } from './schema';

// The shapes of the API under the names the pages use. All come from the
// server's own description; nothing is typed twice.
type Schemas = components['schemas'];

export type AffectedTable = Schemas['AffectedTable'];
export type CheckResult = Schemas['Result'];
export type Column = Schemas['Column'];
export type Connection = Schemas['Connection'];
export type ConnectionDraft = Schemas['ConnectionDraft'];
export type Credential = Schemas['Credential'];
export type DataGrant = Schemas['DataGrant'];
export type Grantee = Schemas['Grantee'];
export type DataGranteeChoice = Schemas['DataGranteeChoice'];
export type DataReach = Schemas['DataReach'];
export type Entry = Schemas['Entry'];
export type Field = Schemas['Field'];
export type Listing = Schemas['Listing'];
export type ManagedObject = Schemas['ManagedObject'];
export type Member = Schemas['Member'];
export type MemberDraft = Schemas['MemberDraft'];
export type MemberPatch = Schemas['MemberPatch'];
export type Node = Schemas['Node'];
export type ObjectSummary = Schemas['ObjectSummary'];
export type Permission = DataGrant['permission'];
export type Platform = Schemas['Platform'];
export type Report = Schemas['Report'];
export type Sample = Schemas['Sample'];
export type Settings = Schemas['Settings'];
export type SettingsDraft = Schemas['SettingsDraft'];
export type TestResult = Schemas['TestResult'];
