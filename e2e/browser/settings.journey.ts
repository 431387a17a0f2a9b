import { expect, test } from './journey';
import { look } from './look';

test('an Admin sets limits, is told what cannot be, and does not overwrite another Admin', async ({ page, context }) => {
  await page.goto('/admin/settings');
  await expect(page.getByText('nobody has changed them yet')).toBeVisible();
  await look(page, 'settings');
  const uploads = page.getByLabel('Uploads of a member');
  await uploads.fill('many');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Enter a number.')).toBeVisible();
  await uploads.fill('0');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Choose a number of uploads from 1 to 10000.')).toBeVisible();
  await look(page, 'settings-refused');
  await uploads.fill('25');
  await page.getByText('Tables may be sent to addresses outside of the organization').click();
  await page.getByLabel('Largest attachment (MiB)').fill('1.5');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('The settings are saved')).toBeVisible();

  const other = await context.newPage();
  await other.goto('/admin/settings');
  await expect(other.getByLabel('Uploads of a member')).toHaveValue('25');
  await expect(other.getByRole('switch', { name: 'Tables may be sent to addresses outside' })).toBeChecked();
  await expect(other.getByLabel('Largest attachment (MiB)')).toHaveValue('1.5');
  await other.getByLabel('Ended jobs (days)').fill('10');
  await other.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(other.getByText('The settings are saved')).toBeVisible();
  await other.close();

  await page.getByLabel('Quarantine (days)').fill('3');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Somebody else has changed the settings meanwhile.')).toBeVisible();
  await look(page, 'settings-stale');
  await page.getByRole('button', { name: 'Load again' }).click();
  await expect(page.getByLabel('Ended jobs (days)')).toHaveValue('10');
});
