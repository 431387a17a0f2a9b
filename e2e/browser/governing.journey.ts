import { expect, test } from './journey';
import { look } from './look';

test('an account type of one’s own is made, given and taken away', async ({ page }) => {
  await page.goto('/admin/account-types');
  await look(page, 'account-types');
  await page.getByRole('button', { name: 'New account type', exact: true }).click();
  await page.getByLabel('Name').fill('Auditor');
  await page.getByRole('checkbox', { name: /audit log/i }).first().press('Space');
  await look(page, 'account-type-new');
  await page.getByLabel('Name').press('Enter');
  await expect(page.getByRole('row', { name: /Auditor/ })).toContainText('1 permission');
  await page.goto('/admin/members');
  await page.getByRole('button', { name: 'Add member' }).click();
  await page.getByLabel('E-mail').fill('gus.govern@example.org');
  await page.getByRole('dialog').getByRole('button', { name: /Account type/ }).click();
  await page.getByRole('option', { name: /Auditor/ }).click();
  await page.getByRole('button', { name: 'Add member' }).last().click();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('row', { name: /gus\.govern/ })).toContainText('Auditor');
  await page.goto('/admin/account-types');
  await page.getByRole('button', { name: 'Delete Auditor' }).click();
  await expect(page.getByRole('alertdialog').getByText('1 member.')).toBeVisible();
  await look(page, 'account-type-delete');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('Auditor is deleted')).toBeVisible();
});

test('the audit log says who did what, and narrows to what is searched for', async ({ page }) => {
  await page.request.post('/v2/members', {
    data: { email: 'ada.audit@example.org', firstName: '', lastName: '', memberType: 'View' },
  });
  await page.goto('/admin/audit');
  await expect(page.getByText('app.CreateMember').first()).toBeVisible();
  await look(page, 'audit');
  await page.getByRole('searchbox', { name: 'Search the audit log' }).fill('nothing has this in it');
  await expect(page.getByText('No entry fits')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search the audit log' }).fill('CreateMember');
  await expect(page.getByText('app.CreateMember').first()).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export as CSV' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.csv$/);
});

test('sign-in and mail say what is wrong with what is typed', async ({ page }) => {
  await page.goto('/admin/sign-in');
  await look(page, 'sign-in-settings');
  await page.getByText('Members may sign in through an OpenID provider').click();
  await page.getByLabel('Issuer').fill('https://127.0.0.1:1');
  await page.getByLabel('Client id').fill('writ');
  await page.getByLabel('Client secret').fill('not one');
  await page.getByLabel('Words on the button').fill('Sign in with Nobody');
  await page.getByRole('button', { name: 'Try the provider' }).click();
  await expect(page.getByText(/Failed|cannot|could not/i).first()).toBeVisible();
  await look(page, 'sign-in-provider');
  await page.goto('/admin/mail');
  await page.getByRole('textbox', { name: /^Server/ }).fill('127.0.0.1');
  await page.getByRole('textbox', { name: 'Port' }).fill('1');
  await page.getByLabel('Sender').fill('writ@example.org');
  await page.getByRole('button', { name: 'Send me a test mail' }).click();
  await expect(page.getByText(/mail server 127.0.0.1:1 cannot/)).toBeVisible();
  await look(page, 'mail');
});
