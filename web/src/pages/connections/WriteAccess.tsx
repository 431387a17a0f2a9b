import { useDeferredValue } from 'react';
import { Controller, useFormContext } from 'react-hook-form';
import type { Connection, Platform, Report } from '../../api/model';
import { toProblem } from '../../api/problems';
import { useMay } from '../../api/session';
import { connections as text } from '../../text/en/connections';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/State';
import { Switch } from '../../ui/Toggle';
import { CheckReport } from './CheckReport';
import type { Trial } from './ConnectionEditor';
import { GrantScript } from './GrantScript';
import { type ConnectionForm, hasDestination } from './model';
import { PlatformField } from './PlatformField';

interface WriteAccessProps {
  platform: Platform;
  saved: Connection | undefined;
  isDisabled: boolean;
  check: Trial<Report>;
  onCheck: () => void;
}

/** The write access switch and, while it is on, the destination, its grants and the check. */
export function WriteAccess({ platform, saved, isDisabled, check, onCheck }: WriteAccessProps) {
  const { control, watch } = useFormContext<ConnectionForm>();
  const mayWrite = useMay('configureWriteAccess');
  const form = useDeferredValue(watch());
  const retired = saved?.writebacks.filter((destination) => destination.retired) ?? [];
  return (
    <fieldset className="section">
      <legend>
        <h2>{text.writeAccess}</h2>
      </legend>
      <Controller
        name="writeAccess"
        control={control}
        render={({ field }) => (
          <Switch isSelected={field.value} onChange={field.onChange} isDisabled={isDisabled}>
            {text.writeSwitch}
          </Switch>
        )}
      />
      <p className="muted">{text.writeAbout}</p>
      {!mayWrite && <p className="muted">{text.writeNotAllowed}</p>}
      {form.writeAccess && (
        <>
          {platform.destination.map((field) => (
            <PlatformField key={field.name} field={field} group="destination" isDisabled={isDisabled} />
          ))}
          {hasDestination(platform, form) ? (
            <GrantScript platform={platform} form={form} saved={saved} />
          ) : (
            <p className="muted">{text.scriptWaiting}</p>
          )}
          <div className="row">
            <Button onPress={onCheck} isPending={check.isPending} isDisabled={isDisabled}>
              {text.check}
            </Button>
            <span className="muted small">{text.checkText}</span>
          </div>
          {check.error && <CheckFailure error={check.error} />}
          {check.data && <CheckReport report={check.data} />}
        </>
      )}
      {retired.map((destination) => (
        <p key={destination.writebackSchemaId} className="muted small">
          {text.retired(destination.path.join('.'))}
        </p>
      ))}
    </fieldset>
  );
}

function CheckFailure({ error }: { error: unknown }) {
  const problem = toProblem(error);
  return (
    <Notice tone="bad" title={problem.message}>
      {problem.hint}
    </Notice>
  );
}
