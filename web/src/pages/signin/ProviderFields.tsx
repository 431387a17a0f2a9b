import { useAccountTypes } from '../../api/accountTypes';
import { signin as text } from '../../text/en/signin';
import { CopyBlock } from '../../ui/Copy';
import { TextField } from '../../ui/Field';
import { Select } from '../../ui/Select';
import type { Typed } from './model';
import type { SignInSettings } from './queries';

interface Props {
  form: Typed;
  saved: SignInSettings;
  /** The field that was refused, as the API names it, and why. */
  problem: string | undefined;
  message: string | undefined;
  onChange: (change: Partial<Typed>) => void;
}

/** What an OpenID provider is described by. */
export function ProviderFields({ form, saved, problem, message, onChange }: Props) {
  const types = useAccountTypes().data?.entries ?? [];
  const wrong = (field: string) =>
    problem === field || problem === `provider.${field}` ? message : undefined;
  const field = (name: keyof Typed, label: string, help: string, more: object = {}) => (
    <TextField
      label={label}
      help={help}
      value={String(form[name])}
      onChange={(value) => onChange({ [name]: value })}
      error={wrong(name === 'groups' ? 'teams' : name)}
      {...more}
    />
  );
  return (
    <fieldset className="stack plain-group">
      <legend>{text.provider}</legend>
      <CopyBlock text={saved.redirectUri} label={text.redirect} />
      {field('issuer', text.issuer, text.issuerHelp, { isRequired: true, inputMode: 'url' })}
      {field('clientId', text.clientId, '', { isRequired: true, autoComplete: 'off' })}
      {field(
        'clientSecret',
        text.clientSecret,
        saved.provider?.hasClientSecret ? text.secretHelp : text.secretNew,
        {
          isRequired: !saved.provider?.hasClientSecret,
          type: 'password',
          autoComplete: 'new-password',
        },
      )}
      {field('label', text.label, text.labelHelp, { isRequired: true })}
      {field('scopes', text.scopes, text.scopesHelp)}
      {field('domains', text.domains, text.domainsHelp)}
      <Select
        label={text.provision}
        isRequired
        choices={[
          { value: '', label: text.provisionNobody },
          ...types.map(({ accountTypeName }) => ({
            value: accountTypeName,
            label: text.provisionAs(accountTypeName),
          })),
        ]}
        value={form.provision}
        onChange={(provision) => onChange({ provision })}
      />
      {field('groupClaim', text.groupClaim, text.groupClaimHelp)}
      {field('groups', text.groups, text.groupsHelp, { multiline: true })}
    </fieldset>
  );
}
