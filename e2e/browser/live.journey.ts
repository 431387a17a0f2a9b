import { expect, firstSignIn, type Page, test } from './journey';
import { look } from './look';
import { startServer } from './server';
import { uploadTable } from './uploading';

/** Marks a page, so that it can be told whether it was loaded anew. */
const mark = (page: Page) => page.evaluate(() => Object.assign(window, { marked: true }));
const isMarked = (page: Page) => page.evaluate(() => 'marked' in window);

test('a table that comes about in one tab is shown in another without loading it anew', async ({ page, context }) => {
  await page.goto('/');
  await mark(page);
  const other = await context.newPage();
  await other.goto('/upload');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));

  await uploadTable(other.request, 'lively', 'a,b\n1,x\n');
  // Exactly: while it is imported, the file is shown too. A busy machine may take a while to connect.
  await expect(page.getByRole('link', { name: 'lively', exact: true })).toBeVisible({ timeout: 30_000 });
  expect(await isMarked(page)).toBe(true);

  // Nothing happens any more, so nothing is asked.
  await page.waitForLoadState('networkidle');
  asked.length = 0;
  await page.clock.install();
  await page.clock.fastForward(10_000);
  expect(asked).toEqual([]);
});

test('a connection that somebody else changes says so to who is editing it', async ({ page, context }) => {
  await page.goto('/admin/connections');
  await page.getByRole('link', { name: 'embedded' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'embedded' })).toBeVisible();
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByLabel('Description').fill('Changed elsewhere');
  await other.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(other.getByText('embedded is saved')).toBeVisible();

  await expect(page.getByText('Somebody changed this connection while you were editing it')).toBeVisible();
  await look(page, 'connection-outdated');
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.getByLabel('Description')).toHaveValue('Changed elsewhere');
  await expect(page.getByText('Somebody changed this connection')).toBeHidden();
});

test('a server that stops and starts again is noticed, and pages go on', async ({ browser }) => {
  const server = await startServer();
  const page = await browser.newPage({ baseURL: server.url, storageState: undefined });
  try {
    await firstSignIn(page, server);
    await mark(page);
    await server.pause();
    await expect(page.getByText('The connection to the server is lost. Reconnecting…')).toBeVisible();
    await look(page, 'reconnecting');
    await server.resume();
    await expect(page.getByText('Connected again')).toBeVisible({ timeout: 30_000 });
    await uploadTable(page.request, 'after', 'a,b\n1,x\n');
    await expect(page.getByRole('link', { name: 'after', exact: true })).toBeVisible();
    expect(await isMarked(page)).toBe(true);
  } finally {
    await page.close();
    await server.stop();
  }
});

test('a tab whose session ended elsewhere goes to the sign-in, and back after it', async ({ browser }) => {
  const server = await startServer();
  const context = await browser.newContext({ baseURL: server.url, storageState: undefined });
  try {
    const page = await context.newPage();
    await firstSignIn(page, server);
    await page.goto('/admin/members');
    await expect(page.getByRole('heading', { level: 1, name: 'Members' })).toBeVisible();
    const other = await context.newPage();
    await other.goto('/me');
    await other.getByRole('button', { name: 'Sign out everywhere' }).click();
    await other.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere' }).click();
    await expect(page).toHaveURL('/login?next=%2Fadmin%2Fmembers');
  } finally {
    await context.close();
    await server.stop();
  }
});
