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

test('what the server refused is shown with its hint and its request id', async ({ page }) => {
  const problem = {
    status: 422,
    code: 'rejected',
    message: 'The warehouse refused the list.',
    hint: 'Ask an administrator of the warehouse.',
    requestId: 'request-1',
  };
  await page.route(list, (route) =>
    route.fulfill({ status: problem.status, contentType: 'application/problem+json', json: problem }),
  );
  await page.goto('/admin/connections');
  for (const part of [problem.message, problem.hint, problem.requestId]) {
    await expect(page.getByText(part)).toBeVisible();
  }
  await look(page, 'list-error');
});
