import type { Settings, SettingsDraft } from '../../api/model';
import { settings as text } from '../../text/en/settings';

/** Every field of the form, named as the server names it when it refuses a value. */
export type FieldName = keyof typeof text.fields;

/** The form: each field as it is typed; the one switch is kept beside it. */
export type Typed = Record<FieldName, string>;

export const retentionFields = [
  'retention.unfinishedUploads',
  'retention.endedUploads',
  'retention.jobs',
  'retention.quarantine',
  'retention.versions',
  'retention.trash',
  'retention.audit',
] as const;

export const limitFields = [
  'limits.memberUploads',
  'limits.memberUploadBytes',
  'limits.memberImports',
  'limits.connectionImports',
] as const;

export const exportFields = ['exports.attachmentBytes'] as const;

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** What the form is about. */
type Decided = Pick<Settings, 'retention' | 'limits' | 'exports'>;

/** What the fields show for settings. */
export function typed({ retention, limits, exports }: Decided): Typed {
  return {
    'retention.unfinishedUploads': String(retention.unfinishedUploads),
    'retention.endedUploads': String(retention.endedUploads),
    'retention.jobs': String(retention.jobs),
    'retention.quarantine': String(retention.quarantine),
    'retention.versions': String(retention.versions),
    'retention.trash': String(retention.trash),
    'retention.audit': String(retention.audit),
    'limits.memberUploads': String(limits.memberUploads),
    'limits.memberUploadBytes': String(limits.memberUploadBytes / GIB),
    'limits.memberImports': String(limits.memberImports),
    'limits.connectionImports': String(limits.connectionImports),
    'exports.attachmentBytes': String((exports?.attachmentBytes ?? 0) / MIB),
  };
}

/** The fields that hold no number, each with what is wrong. How large a number may be, the server says. */
export function mistakes(form: Typed): Partial<Record<FieldName, string>> {
  const found: Partial<Record<FieldName, string>> = {};
  for (const name of [...retentionFields, ...limitFields, ...exportFields]) {
    const value = form[name].trim();
    if (!/^\d{1,12}(\.\d+)?$/.test(value)) found[name] = text.notANumber;
    else if (!name.endsWith('Bytes') && value.includes('.')) found[name] = text.notWhole;
  }
  return found;
}

/** The settings that a form without mistakes asks for, made on a version. */
export function draft(form: Typed, outsideAddresses: boolean, version: number): SettingsDraft {
  const number = (name: FieldName) => Number(form[name].trim());
  return {
    version,
    retention: {
      unfinishedUploads: number('retention.unfinishedUploads'),
      endedUploads: number('retention.endedUploads'),
      jobs: number('retention.jobs'),
      quarantine: number('retention.quarantine'),
      versions: number('retention.versions'),
      trash: number('retention.trash'),
      audit: number('retention.audit'),
    },
    limits: {
      memberUploads: number('limits.memberUploads'),
      memberUploadBytes: Math.round(number('limits.memberUploadBytes') * GIB),
      memberImports: number('limits.memberImports'),
      connectionImports: number('limits.connectionImports'),
    },
    exports: { outsideAddresses, attachmentBytes: Math.round(number('exports.attachmentBytes') * MIB) },
  };
}

/** Whether a name is that of a field of the form. */
export function isField(name: string | undefined): name is FieldName {
  return name !== undefined && name in text.fields;
}
