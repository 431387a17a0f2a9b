import { useEffect, useState } from 'react';
import type { Connection, Platform } from '../../api/model';
import { toProblem } from '../../api/problems';
import { connections as text } from '../../text/en/connections';
import { CopyBlock } from '../../ui/Copy';
import { Notice } from '../../ui/State';
import { type ConnectionForm, draftOf, isSecret } from './model';
import { useGrantScript } from './queries';

const pauseMilliseconds = 250;

interface GrantScriptProps {
  platform: Platform;
  form: ConnectionForm;
  saved: Connection | undefined;
}

/** The SQL that grants write access, with the names typed so far, ready to copy. */
export function GrantScript({ platform, form, saved }: GrantScriptProps) {
  const script = useGrantScript(useSettled(scriptDraft(platform, form, saved)), saved?.connectionId);
  if (script.error) return <Notice tone="info">{toProblem(script.error).message}</Notice>;
  if (!script.data) return null;
  return (
    <div className="stack tight">
      <h3>{text.scriptTitle}</h3>
      <CopyBlock text={script.data.script.trimEnd()} label={text.scriptLabel} />
      <details>
        <summary>{text.scriptWhy}</summary>
        <ul className="whys">
          {script.data.entries.map((line) => (
            <li key={line.statement}>
              <strong>{line.privilege}</strong> – {line.why}
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}

// Secrets are not needed for a script, so they are not sent for each keystroke.
function scriptDraft(platform: Platform, form: ConnectionForm, saved: Connection | undefined) {
  const open = platform.fields.filter((field) => !isSecret(field));
  const draft = draftOf({ ...platform, fields: open }, form, saved);
  return { ...draft, name: draft.name || platform.name };
}

/** The value once it has not changed for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(text) as T), pauseMilliseconds);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
