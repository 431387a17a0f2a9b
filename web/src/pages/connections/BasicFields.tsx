import type { Connection, Platform } from '../../api/model';
import { connections as text } from '../../text/en/connections';
import { isSecret } from './model';
import { PlatformField } from './PlatformField';
import { Typed } from './Typed';

/** Name, description, and the fields the platform asks for; rarely needed ones are folded away. */
export function BasicFields({ platform, saved }: { platform: Platform; saved: Connection | undefined }) {
  const everyday = platform.fields.filter((field) => !field.advanced);
  const advanced = platform.fields.filter((field) => field.advanced);
  const isOpen = advanced.some((field) =>
    isSecret(field)
      ? saved?.secretsSet.includes(field.name)
      : (saved?.details[field.name] ?? '') !== (field.default ?? '') && saved !== undefined,
  );
  return (
    <>
      <fieldset className="section">
        <legend>
          <h2>{text.identity}</h2>
        </legend>
        <Typed name="name" label={text.name} help={text.nameHelp} isRequired />
        <Typed name="description" label={text.description} />
      </fieldset>
      <fieldset className="section">
        <legend>
          <h2>{text.reach(platform.name)}</h2>
        </legend>
        {everyday.length === 0 && <p className="muted">{text.noFields}</p>}
        {everyday.map((field) => (
          <PlatformField key={field.name} field={field} group="details" saved={saved} />
        ))}
        {advanced.length > 0 && (
          <details className="advanced" open={isOpen}>
            <summary>{text.advanced}</summary>
            <div className="section">
              {advanced.map((field) => (
                <PlatformField key={field.name} field={field} group="details" saved={saved} />
              ))}
            </div>
          </details>
        )}
      </fieldset>
    </>
  );
}
