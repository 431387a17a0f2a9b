import type { Connection, ConnectionDraft, Field, Platform } from '../../api/model';
import { connections as text } from '../../text/en/connections';

/** What the form of a connection holds. Secrets are never filled in: empty means keep what is stored. */
export interface ConnectionForm {
  name: string;
  description: string;
  details: Record<string, string>;
  removedSecrets: string[];
  writeAccess: boolean;
  destination: Record<string, string>;
}

/** An error by the name of its input: "name", "details.host", "destination.writeSchema". */
export type FieldErrors = Record<string, string>;

/** Whether a field's value is never sent back by the server. */
export function isSecret(field: Field): boolean {
  return field.type === 'secret' || field.type === 'secretText';
}

/** The form of a new connection, or of a saved one. */
export function formOf(platform: Platform, saved?: Connection): ConnectionForm {
  const active = saved?.writebacks.find((destination) => !destination.retired);
  return {
    name: saved?.name ?? '',
    description: saved?.description ?? '',
    details: valuesOf(platform.fields, saved?.details),
    removedSecrets: [],
    writeAccess: saved?.writeAccess ?? false,
    destination: valuesOf(platform.destination, active?.values),
  };
}

function valuesOf(fields: readonly Field[], saved?: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    fields.map((field) => [field.name, isSecret(field) ? '' : (saved?.[field.name] ?? field.default ?? '')]),
  );
}

/** What the form sends. An absent secret keeps the stored one, an empty one removes it. */
export function draftOf(platform: Platform, form: ConnectionForm, saved?: Connection): ConnectionDraft {
  const details: Record<string, unknown> = { type: platform.platform };
  for (const field of platform.fields) {
    const value = form.details[field.name] ?? '';
    if (!isSecret(field)) details[field.name] = value.trim();
    else if (value !== '') details[field.name] = value;
    else if (form.removedSecrets.includes(field.name)) details[field.name] = '';
  }
  if (form.writeAccess) details.writeAccess = trimmed(form.destination);
  return {
    name: form.name.trim(),
    description: form.description.trim(),
    details,
    ...(saved && { version: saved.version }),
  };
}

function trimmed(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.trim()]));
}

/** What can be seen to be wrong without asking the server. */
export function mistakes(platform: Platform, form: ConnectionForm, saved?: Connection): FieldErrors {
  const errors: FieldErrors = {};
  if (form.name.trim() === '') errors.name = text.required(text.name);
  const kept = saved?.secretsSet.filter((name) => !form.removedSecrets.includes(name)) ?? [];
  for (const field of platform.fields) {
    const mistake = kept.includes(field.name) ? '' : mistakeIn(field, form.details[field.name]);
    if (mistake) errors[`details.${field.name}`] = mistake;
  }
  if (!form.writeAccess) return errors;
  for (const field of platform.destination) {
    const mistake = mistakeIn(field, form.destination[field.name]);
    if (mistake) errors[`destination.${field.name}`] = mistake;
  }
  return errors;
}

function mistakeIn(field: Field, value = ''): string {
  if (value.trim() === '') return field.required ? text.required(field.label) : '';
  if (field.type === 'number' && !/^\d+$/.test(value.trim())) return text.notNumber(field.label);
  return '';
}

/** The input of the form that the server means by a field of the request; undefined if the form has none. */
export function inputOf(platform: Platform, field: string | undefined): string | undefined {
  if (field === 'name' || field === 'description') return field;
  const [, access, name] = field?.match(/^details\.(writeAccess\.)?(\w+)$/) ?? [];
  const known = access ? platform.destination : platform.fields;
  if (!known.some((one) => one.name === name)) return undefined;
  return access ? `destination.${name}` : `details.${name}`;
}

/** Whether the destination is filled in, so that a script can be made for it. */
export function hasDestination(platform: Platform, form: ConnectionForm): boolean {
  return platform.destination.every((field) => form.destination[field.name]?.trim());
}
