import type { Delivery, ExportSchedule, Person } from '../api/delivery';

/** The files that a table is sent as. */
export const kinds = ['xlsx', 'csv', 'csv-exact'] as const;
export type Kind = (typeof kinds)[number];

/** How a table is sent, as the form has it. */
export interface DeliveryForm {
  kind: Kind;
  people: readonly Person[];
  /** Separated by commas, semicolons, spaces or ends of lines. */
  addresses: string;
  subject: string;
  message: string;
}

/** The form of what is not yet sent. */
export const emptyDelivery: DeliveryForm = {
  kind: 'xlsx',
  people: [],
  addresses: '',
  subject: '',
  message: '',
};

/** The form of what is sent already. */
export function deliveryForm({
  delivery,
  recipients,
}: Pick<ExportSchedule, 'delivery' | 'recipients'>): DeliveryForm {
  const { format, formulas, emails, subject, message } = delivery;
  const csv = formulas === 'exact' ? 'csv-exact' : 'csv';
  return {
    kind: format === 'xlsx' ? 'xlsx' : csv,
    people: recipients,
    addresses: (emails ?? []).join('\n'),
    subject: subject ?? '',
    message: message ?? '',
  };
}

/** What is asked of the server. */
export function deliveryOf({ kind, people, addresses, subject, message }: DeliveryForm): Delivery {
  return {
    format: kind === 'xlsx' ? 'xlsx' : 'csv',
    formulas: kind === 'csv' ? 'protected' : 'exact',
    memberIds: people.map(({ memberId }) => memberId),
    emails: addresses.split(/[\s,;]+/).filter((address) => address !== ''),
    subject: subject.trim(),
    message: message.trim(),
  };
}

/** The fields of the form whose values the server may refuse. */
export type FieldName = 'addresses' | 'subject' | 'message' | 'at' | 'weekday' | 'day' | 'cron' | 'zone';
/** What is wrong with fields. */
export type Faults = Partial<Record<FieldName, string>>;

const fieldsOfServer: Readonly<Record<string, FieldName>> = {
  emails: 'addresses',
  memberIds: 'addresses',
  subject: 'subject',
  message: 'message',
  at: 'at',
  weekday: 'weekday',
  day: 'day',
  cron: 'cron',
  cronSpec: 'cron',
  zone: 'zone',
  timezone: 'zone',
};

/** The field of the form that the server means, if it is one of those shown. */
export function fieldOf(name: string | undefined, shown: readonly FieldName[]): FieldName | undefined {
  const last =
    name
      ?.split('.')
      .pop()
      ?.replace(/\[\d+\]$/, '') ?? '';
  const field = fieldsOfServer[last];
  return field && shown.includes(field) ? field : undefined;
}
