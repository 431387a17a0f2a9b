import { expect, test } from './journey';
import { look } from './look';

const list = '**/v2/connections?*';

test('a list says that it loads, that the server is away, and that it is empty', async ({ page }) => {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(list, async (route) => {
    await held;
    await route.abort();
  });
  await page.goto('/admin/connections');
  await expect(page.getByRole('status', { name: 'Loading' })).toBeVisible();

  letGo();
  await expect(page.getByText('The server cannot be reached')).toBeVisible();
  await look(page, 'list-offline');

  await page.unroute(list);
  await page.route(list, (route) => route.fulfill({ json: { entries: [], nextPage: null } }));
  await page.getByRole('button', { name: 'Retry' }).click();
  await expect(page.getByText('No connections yet')).toBeVisible();
  await look(page, 'list-empty');

  await page.unroute(list);
  await page.getByText('Show deleted connections').click();
  await expect(page.getByRole('link', { name: 'embedded' })).toBeVisible();
});

test('a fault of the server is shown with its request id', async ({ page }) => {
  const problem = {
    status: 503,
    code: 'unavailable',
    message: 'The metadata database is busy.',
    hint: 'Try again in a minute.',
    requestId: 'request-1',
  };
  await page.route(list, (route) =>
    route.fulfill({ status: 422, contentType: 'application/problem+json', json: problem }),
  );
  await page.goto('/admin/connections');
  await expect(page.getByText('The metadata database is busy.')).toBeVisible();
  await expect(page.getByText('request-1')).toBeVisible();
  await look(page, 'list-error');
});
