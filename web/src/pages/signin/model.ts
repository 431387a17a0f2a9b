import { signin as text } from '../../text/en/signin';
import type { ProviderDraft, SignInSettings } from './queries';

/** The form as it is typed. */
export interface Typed {
  password: boolean;
  usesProvider: boolean;
  issuer: string;
  clientId: string;
  clientSecret: string;
  label: string;
  scopes: string;
  domains: string;
  provision: string;
  groupClaim: string;
  groups: string;
}

/** A team by its id and its name. */
export interface Named {
  teamId: string;
  name: string;
}

/** Settings as the form shows them. */
export function typed({ password, provider }: SignInSettings, teams: readonly Named[]): Typed {
  const nameOf = (id: string) => teams.find(({ teamId }) => teamId === id)?.name ?? id;
  return {
    password,
    usesProvider: Boolean(provider),
    issuer: provider?.issuer ?? '',
    clientId: provider?.clientId ?? '',
    clientSecret: '',
    label: provider?.label ?? '',
    scopes: (provider?.scopes ?? []).join(' '),
    domains: (provider?.domains ?? []).join(' '),
    provision: provider?.provision ?? '',
    groupClaim: provider?.groupClaim ?? '',
    groups: (provider?.teams ?? []).map(({ group, teamId }) => `${group} = ${nameOf(teamId)}`).join('\n'),
  };
}

/** The provider that a form describes, or what is wrong with its groups. */
export function draft(form: Typed, teams: readonly Named[]): { provider: ProviderDraft } | { wrong: string } {
  const mapped: { group: string; teamId: string }[] = [];
  for (const line of form.groups.split('\n').filter((one) => one.trim())) {
    const at = line.lastIndexOf('=');
    const [group, name] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    if (at < 0 || !group || !name) return { wrong: text.groupWrong(line.trim()) };
    const team = teams.find((one) => one.name.toLowerCase() === name.toLowerCase() || one.teamId === name);
    if (!team) return { wrong: text.teamUnknown(name) };
    mapped.push({ group, teamId: team.teamId });
  }
  return {
    provider: {
      issuer: form.issuer.trim(),
      clientId: form.clientId.trim(),
      label: form.label.trim(),
      scopes: words(form.scopes),
      domains: words(form.domains),
      ...(form.provision && { provision: form.provision }),
      ...(form.groupClaim.trim() && { groupClaim: form.groupClaim.trim() }),
      teams: mapped,
      ...(form.clientSecret && { clientSecret: form.clientSecret }),
    },
  };
}

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}
