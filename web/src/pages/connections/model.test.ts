import { describe, expect, it } from 'vitest';
import type { Connection, Platform } from '../../api/model';
import { draftOf, formOf, hasDestination, inputOf, mistakes } from './model';

const postgres: Platform = {
  platform: 'postgres',
  name: 'PostgreSQL',
  reachable: true,
  embedded: false,
  levels: ['schema', 'table'],
  fields: [
    { name: 'host', label: 'Host', type: 'text', required: true },
    { name: 'port', label: 'Port', type: 'number', required: true, default: '5432' },
    { name: 'password', label: 'Password', type: 'secret', required: true },
    { name: 'passphrase', label: 'Passphrase', type: 'secret', required: false },
  ],
  destination: [{ name: 'writeSchema', label: 'Write schema', type: 'text', required: true }],
};

const saved: Connection = {
  organizationId: 'o',
  connectionId: 'c',
  isSample: false,
  isAuditLog: false,
  lastActiveAt: null,
  name: 'Sales',
  description: '',
  type: 'postgres',
  useOauth: false,
  isArchived: false,
  details: { host: 'db.example', port: '5433' },
  secretsSet: ['password', 'passphrase'],
  writeAccess: true,
  rights: ['see', 'read', 'annotate', 'write', 'manage'],
  writebacks: [
    {
      writebackSchemaId: 'd2',
      path: ['old'],
      values: { writeSchema: 'old' },
      description: '',
      retired: true,
    },
    {
      writebackSchemaId: 'd1',
      path: ['writ'],
      values: { writeSchema: 'writ' },
      description: '',
      retired: false,
    },
  ],
  version: 7,
  createdBy: 'm',
  updatedBy: 'm',
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
};

describe('formOf', () => {
  it('starts a new connection with the defaults and without secrets', () => {
    const form = formOf(postgres);
    expect(form.details).toEqual({ host: '', port: '5432', password: '', passphrase: '' });
    expect(form.writeAccess).toBe(false);
  });

  it('fills in what is saved and the destination in use, never a secret', () => {
    const form = formOf(postgres, saved);
    expect(form.details).toEqual({ host: 'db.example', port: '5433', password: '', passphrase: '' });
    expect(form.destination).toEqual({ writeSchema: 'writ' });
  });
});

describe('draftOf', () => {
  it('keeps stored secrets by leaving them out', () => {
    const draft = draftOf(postgres, formOf(postgres, saved), saved);
    expect(draft.details).toEqual({
      type: 'postgres',
      host: 'db.example',
      port: '5433',
      writeAccess: { writeSchema: 'writ' },
    });
    expect(draft.version).toBe(7);
  });

  it('sends a typed secret exactly, an empty one for a removed secret', () => {
    const form = formOf(postgres, saved);
    form.details.password = '  with blanks ';
    form.removedSecrets = ['passphrase'];
    const { details } = draftOf(postgres, form, saved);
    expect(details).toMatchObject({ password: '  with blanks ', passphrase: '' });
  });

  it('prefers what was typed to a removal', () => {
    const form = formOf(postgres, saved);
    form.details.passphrase = 'new';
    form.removedSecrets = ['passphrase'];
    expect(draftOf(postgres, form, saved).details.passphrase).toBe('new');
  });

  it('leaves write access out when it is off, and trims what is typed', () => {
    const form = { ...formOf(postgres, saved), name: ' Sales ', writeAccess: false };
    const draft = draftOf(postgres, form, saved);
    expect(draft.name).toBe('Sales');
    expect(draft.details).not.toHaveProperty('writeAccess');
  });
});

describe('mistakes', () => {
  it('finds nothing wrong with what is saved', () => {
    expect(mistakes(postgres, formOf(postgres, saved), saved)).toEqual({});
  });

  it('names each input of a new connection that is missing or no number', () => {
    const form = formOf(postgres);
    form.details.port = '54x';
    form.writeAccess = true;
    expect(mistakes(postgres, form)).toEqual({
      name: 'Name is missing',
      'details.host': 'Host is missing',
      'details.port': 'Port must be a whole number',
      'details.password': 'Password is missing',
      'destination.writeSchema': 'Write schema is missing',
    });
  });

  it('misses a required secret once it is to be removed', () => {
    const form = { ...formOf(postgres, saved), removedSecrets: ['password'] };
    expect(mistakes(postgres, form, saved)).toEqual({ 'details.password': 'Password is missing' });
  });
});

describe('inputOf', () => {
  it.each([
    ['name', 'name'],
    ['details.host', 'details.host'],
    ['details.writeAccess.writeSchema', 'destination.writeSchema'],
    ['version', undefined],
    ['details.elsewhere', undefined],
    [undefined, undefined],
  ])('%s is the input %s', (field, input) => {
    expect(inputOf(postgres, field)).toBe(input);
  });
});

describe('destination', () => {
  it('is known once every part is typed', () => {
    const form = formOf(postgres);
    expect(hasDestination(postgres, form)).toBe(false);
    form.destination.writeSchema = ' writ ';
    expect(hasDestination(postgres, form)).toBe(true);
  });
});
