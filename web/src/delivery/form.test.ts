import { describe, expect, it } from 'vitest';
import { deliveryForm, deliveryOf, emptyDelivery, fieldOf, kinds } from './form';

const ann = { memberId: 'm1', name: 'Ann', email: 'ann@example.com', memberType: 'Build', isArchived: false };

describe('a delivery', () => {
  it.each(kinds)('as %s comes back from the form as it was', (kind) => {
    const delivery = deliveryOf({
      kind,
      people: [ann],
      addresses: 'a@example.com',
      subject: 'S',
      message: 'M',
    });
    expect(deliveryOf(deliveryForm({ delivery, recipients: [ann] }))).toEqual(delivery);
  });

  it('takes addresses however they are separated', () => {
    const addresses = ' a@example.com, b@example.com;c@example.com\nd@example.com\n';
    expect(deliveryOf({ ...emptyDelivery, addresses }).emails).toEqual([
      'a@example.com',
      'b@example.com',
      'c@example.com',
      'd@example.com',
    ]);
  });

  it.each([
    ['memberIds', 'addresses'],
    ['body.delivery.emails[0]', 'addresses'],
    ['cron', undefined],
    ['format', undefined],
    [undefined, undefined],
  ])('shows what is wrong with %s at %s', (name, field) => {
    expect(fieldOf(name, ['addresses', 'subject'])).toBe(field);
  });
});
