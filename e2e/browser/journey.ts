import { type Browser, type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { type Server, startServer } from './server';

/** The password the first Admin chooses in every journey. */
export const password = 'a pony reads quietly at noon';

type State = Awaited<ReturnType<BrowserContext['storageState']>>;

interface WorkerFixtures {
  server: Server;
  /** The cookies of the first Admin after their first sign-in. */
  admin: State;
}

/**
 * Journeys start signed in as the first Admin of a new server. A journey fails
 * when the browser logs an error or the content security policy is violated.
 */
export const test = base.extend<object, WorkerFixtures>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  admin: [
    async ({ browser, server }, use) => {
      const page = await browser.newPage({ baseURL: server.url });
      await firstSignIn(page, server);
      const state = await page.context().storageState();
      await page.close();
      await use(state);
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  storageState: async ({ admin }, use) => use(admin),
  page: async ({ page }, use) => {
    const faults = faultsOf(page);
    await use(page);
    expect(faults, 'errors in the browser').toEqual([]);
  },
});

export { expect, type Page };

/** Signs the first Admin of a new server in, who chooses a password. */
export async function firstSignIn(page: Page, server: Server): Promise<void> {
  await page.goto('/');
  await page.getByLabel('E-mail').fill(server.email);
  await page.getByLabel('Password').fill(server.oneTimePassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('One-time password').fill(server.oneTimePassword);
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByLabel('New password again').fill(password);
  await page.getByRole('button', { name: 'Save the password' }).click();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
}

/** Adds a member through the API and signs in as them in a browser of their own. */
export async function join(admin: Page, browser: Browser, baseURL: string, email: string, memberType: string): Promise<Page> {
  const made = await admin.request.post('/v2/members', {
    data: { email, firstName: '', lastName: '', memberType },
  });
  const { oneTimePassword } = await made.json();
  const context = await browser.newContext({ baseURL, storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto('/');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(oneTimePassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('One-time password').fill(oneTimePassword);
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByLabel('New password again').fill(password);
  await page.getByRole('button', { name: 'Save the password' }).click();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  return page;
}

// Requests the server refuses, and those a journey cuts off, are part of the
// journeys: the browser logs each as a resource that failed to load. Everything
// else it logs is a fault.
function faultsOf(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`${error}`));
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    const refused = /status of 4\d\d|net::ERR_FAILED/.test(message.text()) && message.location().url.includes('/v2/');
    if (!refused) faults.push(`${message.text()} ${message.location().url}`);
  });
  return faults;
}
