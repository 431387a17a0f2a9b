import { expect, test } from './journey';
import { look } from './look';

test('an Admin sees which servers run, and which of them answers', async ({ page }) => {
  await page.goto('/admin/nodes');
  await expect(page.getByRole('row', { name: /This one/ })).toBeVisible();
  await look(page, 'nodes');
});
