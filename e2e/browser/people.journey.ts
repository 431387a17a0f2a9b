import { expect, test } from './journey';
import { look } from './look';

test('an Admin adds a member, who chooses a password and sees what a viewer may', async ({ page, browser, baseURL }) => {
  await page.goto('/admin/members');
  await look(page, 'members');
  await page.getByRole('button', { name: 'Add member' }).click();
  await look(page, 'member-add');
  await page.getByLabel('E-mail').fill('ann@example.com');
  await page.getByLabel('First name').fill('Ann');
  await page.getByRole('button', { name: 'Add member' }).last().click();
  const secret = page.getByRole('figure', { name: 'One-time password' }).locator('pre');
  await expect(secret).toBeVisible();
  await look(page, 'member-password');
  const oneTime = (await secret.textContent()) ?? '';
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('row', { name: /ann@example\.com/ })).toBeVisible();

  const theirs = await browser.newContext({ baseURL, storageState: { cookies: [], origins: [] } });
  const ann = await theirs.newPage();
  await ann.goto('/me');
  await look(ann, 'sign-in');
  await ann.getByLabel('E-mail').fill('ann@example.com');
  await ann.getByLabel('Password').fill(oneTime);
  await ann.getByRole('button', { name: 'Sign in' }).click();
  await look(ann, 'choose-password');
  await ann.getByLabel('One-time password').fill(oneTime);
  await ann.getByLabel('New password', { exact: true }).fill('seven grey herons wait');
  await ann.getByLabel('New password again').fill('seven grey herons wait');
  await ann.getByRole('button', { name: 'Save the password' }).click();
  await expect(ann.getByRole('heading', { name: 'Profile and credentials' })).toBeVisible();
  await expect(ann.getByRole('link', { name: 'Administration' })).toHaveCount(0);
  await ann.goto('/admin/members');
  await expect(ann.getByText('You do not have access to this')).toBeVisible();
  await look(ann, 'members-denied');

  await page.getByRole('button', { name: 'Deactivate: ann@example.com' }).click();
  await look(page, 'member-deactivate');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Deactivate' }).click();
  await expect(page.getByRole('row', { name: /ann@example\.com/ }).getByText('Deactivated')).toBeVisible();
  // The page leaves for the sign-in by itself as soon as it hears of it.
  await expect(ann.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await theirs.close();
});

test('a member makes and revokes an API credential', async ({ page, request }) => {
  await page.goto('/me');
  await look(page, 'me');
  await page.getByRole('button', { name: 'Create credential' }).click();
  await page.getByLabel('Name').fill('Nightly upload');
  await page.getByRole('button', { name: 'Create credential' }).last().click();
  const value = (label: string) => page.getByRole('figure', { name: label }).locator('pre');
  await expect(value('Client secret')).toBeVisible();
  await look(page, 'credential-secret');
  const client = { id: await value('Client ID').innerText(), secret: await value('Client secret').innerText() };
  const token = () =>
    request.post('/v2/auth/token', {
      form: { grant_type: 'client_credentials', client_id: client.id, client_secret: client.secret },
    });
  expect((await token()).status()).toBe(200);
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Revoke Nightly upload' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('Revoked', { exact: true })).toBeVisible();
  expect((await token()).status()).toBe(401);
});

test('the theme stays chosen, and the keyboard help opens with ?', async ({ page }) => {
  await page.goto('/me');
  await page.getByRole('button', { name: 'Theme' }).click();
  await page.getByRole('option', { name: 'Dark' }).click();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.keyboard.press('Shift+?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await look(page, 'keys');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+K');
  await page.keyboard.type('expl');
  await look(page, 'palette');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Explorer', level: 1 })).toBeVisible();
});

test('an address that leads nowhere says so', async ({ page }) => {
  await page.goto('/admin/nowhere');
  await expect(page.getByRole('heading', { name: 'This is not here' })).toBeVisible();
  await page.goto('/admin/connections/00000000-0000-0000-0000-000000000000');
  await expect(page.getByText('This is not here')).toBeVisible();
  await look(page, 'not-found');
});
