import { expect, join, test } from './journey';
import { look } from './look';

test('an Admin decides who uses the data of a connection, and sees who reaches it and why', async ({ page, browser, baseURL }) => {
  const bea = await join(page, browser, baseURL ?? '', 'bea@example.com', 'Build');
  const vic = await join(page, browser, baseURL ?? '', 'vic@example.com', 'View');
  await vic.goto('/explorer');
  await vic.getByRole('link', { name: /embedded/ }).click();
  await expect(vic.getByRole('treegrid', { name: 'Objects' })).toBeVisible();
  await expect(vic.getByRole('button', { name: /Data access/ })).toHaveCount(0);

  await page.goto('/admin/connections');
  await page.getByRole('link', { name: 'embedded' }).click();
  const section = page.getByRole('region', { name: 'Data access', exact: true });
  await expect(section.getByRole('row', { name: /All members/ })).toBeVisible();
  await section.scrollIntoViewIfNeeded();
  await look(page, 'access-connection');

  await test.step('take it from all members, undo, and take it again', async () => {
    const remove = section.getByRole('button', { name: 'Remove All members from Whole connection' });
    await remove.click();
    await expect(section.getByText('For Admins only')).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await remove.click();
    await expect(section.getByText('For Admins only')).toBeVisible();
    await vic.goto('/explorer');
    await expect(vic.getByText('Nothing to explore yet')).toBeVisible();
    await look(vic, 'access-nothing');
  });

  await test.step('give one schema to one member from the explorer', async () => {
    await page.goto('/explorer');
    await page.getByRole('link', { name: /embedded/ }).click();
    await page.getByRole('button', { name: 'Data access on sample' }).click();
    const dialog = page.getByRole('dialog', { name: 'Data access on sample' });
    await expect(dialog.getByText('For Admins only')).toBeVisible();
    await dialog.getByRole('button', { name: 'Give access' }).click();
    const give = page.getByRole('dialog', { name: 'Give access to sample' });
    await give.getByRole('searchbox', { name: 'Search people' }).fill('vic');
    await give.getByRole('option', { name: 'vic@example.com' }).click();
    await look(page, 'access-give');
    await give.getByRole('button', { name: 'Level' }).click();
    await expect(page.getByRole('option', { name: 'Can use', exact: true })).toBeVisible();
    await expect(page.getByRole('option', { name: 'Can use & annotate' })).toHaveCount(0); // more than View may
    await page.keyboard.press('Escape');
    await give.getByRole('button', { name: 'Give access' }).click();
    await expect(dialog.getByRole('row', { name: /vic@example\.com/ })).toBeVisible();
    await dialog.getByRole('button', { name: 'Who can see this, and why?' }).click();
    await expect(dialog.getByText('The member has Can use on sample.')).toBeVisible();
    await expect(dialog.getByText('An Admin has Can admin on every connection.')).toBeVisible();
    await look(page, 'access-who');
    await dialog.getByRole('button', { name: 'Close' }).click();

    await vic.reload();
    await vic.getByRole('link', { name: /embedded/ }).click();
    await expect(vic.getByRole('row', { name: 'sample' })).toBeVisible();
    await look(vic, 'access-schema');
  });

  await test.step('write only: to upload, not to look', async () => {
    await page.getByRole('button', { name: 'Data access…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Data access on the whole connection' });
    await dialog.getByRole('button', { name: 'Give access' }).click();
    const give = page.getByRole('dialog', { name: 'Give access to the whole connection' });
    await give.getByRole('option', { name: 'bea@example.com' }).click();
    await give.getByRole('button', { name: 'Level' }).click();
    await page.getByRole('option', { name: 'Can write only' }).click();
    await give.getByRole('button', { name: 'Give access' }).click();
    await expect(dialog.getByRole('row', { name: /bea@example\.com/ })).toBeVisible();
    await look(page, 'access-whole');
    const address = page.url();
    await bea.goto(new URL(address).pathname);
    await expect(bea.getByText('You may write to this connection, not read it')).toBeVisible();
    await look(bea, 'access-write-only');
    await bea.goto('/explorer');
    await expect(bea.getByText('Nothing to explore yet')).toBeVisible();
    const targets = await bea.request.get('/v2/upload-targets');
    expect((await targets.json()).entries).toHaveLength(1);

    await dialog.getByRole('button', { name: 'Level of bea@example.com on Whole connection' }).click();
    await page.getByRole('option', { name: 'Can admin' }).click();
    await expect(page.getByText('bea@example.com: Can admin')).toBeVisible();
    await bea.reload();
    await bea.getByRole('link', { name: /embedded/ }).click();
    await bea.getByRole('button', { name: 'Data access…' }).click();
    await expect(bea.getByRole('dialog').getByRole('row', { name: /vic@example\.com/ })).toBeVisible();
  });

  await test.step('what is taken away vanishes where it is open', async () => {
    await vic.getByRole('row', { name: 'sample' }).click();
    await vic.getByRole('row', { name: 'chemical_elements' }).click();
    await expect(vic.getByRole('heading', { name: 'chemical_elements' })).toBeVisible();
    const dialog = page.getByRole('dialog', { name: 'Data access on the whole connection' });
    await dialog.getByRole('button', { name: 'Remove vic@example.com from sample' }).click();
    await expect(vic.getByRole('heading', { name: 'chemical_elements' })).toHaveCount(0);
    await look(vic, 'access-taken');
  });
  await bea.context().close();
  await vic.context().close();
});
