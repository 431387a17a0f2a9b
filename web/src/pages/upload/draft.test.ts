import { describe, expect, it } from 'vitest';
import type { Upload } from '../../api/uploads';
import { firstDraft, NEW_DRAFT } from './draft';
import { isComplete, requestOf } from './request';

const upload = { uploadId: 'u', fileName: 'orders.csv' } as Upload;
const targets = [
  { connectionId: 'c1', name: 'One', type: 'duckdb', destinations: [{ destinationId: 'd1', label: 'main' }] },
  {
    connectionId: 'c2',
    name: 'Two',
    type: 'postgres',
    destinations: [
      { destinationId: 'd2', label: 'a' },
      { destinationId: 'd3', label: 'b' },
    ],
  },
];

describe('firstDraft', () => {
  it('begins with nothing, or with what is remembered of the source', () => {
    expect(firstDraft({})).toBe(NEW_DRAFT);
    const remembered = {
      fileName: 'old.csv',
      options: { delimiter: ';' },
      updatedAt: '2026-01-01T00:00:00Z',
    };
    expect(firstDraft({ remembered })).toMatchObject({
      isRemembered: true,
      choices: { format: { delimiter: ';' }, columns: {}, named: [] },
    });
  });
});

describe('requestOf', () => {
  it('takes the first of what was not decided', () => {
    expect(requestOf(upload, NEW_DRAFT, targets)).toEqual({
      connectionId: 'c1',
      destinationId: 'd1',
      name: 'orders',
      options: {},
      onReject: 'stop',
    });
  });

  it('takes what was decided, and the limit only where rows may be rejected', () => {
    const target = {
      change: 'create' as const,
      name: ' Orders ',
      connectionId: 'c2',
      destinationId: 'd3',
      maxRejects: 5,
    };
    const draft = (onReject: 'stop' | 'load') => ({ ...NEW_DRAFT, target: { ...target, onReject } });
    expect(requestOf(upload, draft('load'), targets)).toMatchObject({
      connectionId: 'c2',
      destinationId: 'd3',
      name: 'Orders',
      maxRejects: 5,
    });
    expect(requestOf(upload, draft('stop'), targets)).not.toHaveProperty('maxRejects');
  });

  it('takes another destination when the connection has no such one', () => {
    const draft = {
      ...NEW_DRAFT,
      target: {
        change: 'create' as const,
        onReject: 'stop' as const,
        connectionId: 'c2',
        destinationId: 'd1',
      },
    };
    expect(requestOf(upload, draft, targets)).toMatchObject({ connectionId: 'c2', destinationId: 'd2' });
  });

  it('names the table that is changed, and the key only of an upsert', () => {
    const request = (change: 'replace' | 'upsert', more = {}) =>
      requestOf(
        upload,
        { ...NEW_DRAFT, target: { change, tableId: 't1', key: ['id'], onReject: 'stop', ...more } },
        targets,
      );
    const plain = { tableId: 't1', options: {}, onReject: 'stop' };
    expect(request('replace')).toEqual({ ...plain, change: 'replace' });
    expect(request('upsert')).toEqual({ ...plain, change: 'upsert', key: ['id'] });
    expect(request('replace', { isAccepted: true })).toMatchObject({ onSchemaChange: 'accept' });
    expect(isComplete(request('upsert', { key: [] }))).toBe(false);
    expect(isComplete(request('replace', { tableId: undefined }))).toBe(false);
    expect(isComplete(requestOf(upload, NEW_DRAFT, targets))).toBe(true);
    expect(isComplete(requestOf({ ...upload, fileName: ' ' }, NEW_DRAFT, targets))).toBe(false);
  });

  it('begins with the table that the member came from', () => {
    expect(firstDraft({}, { into: 't1' }).target).toMatchObject({ change: 'replace', tableId: 't1' });
  });
});
