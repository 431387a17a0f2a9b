import { expect, it } from 'vitest';
import { exportAddress, queryOf } from './queries';

it('takes whole days, the last one with all its hours', () => {
  const { from, to } = queryOf({ text: '', result: '', from: '2026-11-21', to: '2026-11-21' });
  expect(new Date(to ?? '').getTime() - new Date(from ?? '').getTime()).toBe(86_400_000);
  expect(queryOf({ text: '', result: '', from: 'soon', to: '' })).toEqual({});
});

it('exports what is shown', () => {
  expect(exportAddress({ text: 'a b&c', result: 'refused', from: '', to: '' }, 'csv')).toBe(
    '/v2/audit-log/export?text=a+b%26c&result=refused&format=csv',
  );
});
