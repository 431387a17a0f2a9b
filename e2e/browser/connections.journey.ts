import { expect, type Page, test } from './journey';
import { look } from './look';
import { type Database, newDatabase } from './postgres';

test('an Admin adds a PostgreSQL connection and gives it write access', async ({ page }) => {
  const database = newDatabase();
  await page.goto('/');
  await page.getByRole('link', { name: 'Administration' }).click();
  await expect(page.getByRole('heading', { name: 'Connections', level: 1 })).toBeVisible();
  await look(page, 'connections');

  await test.step('add', async () => {
    await page.getByRole('link', { name: 'Add connection' }).click();
    await expect(page.getByRole('link', { name: 'PostgreSQL' })).toBeVisible();
    await look(page, 'platforms');
    await page.getByRole('link', { name: 'PostgreSQL' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Host is missing')).toBeVisible();
    await look(page, 'connection-mistakes');
    await fill(page, database);
  });

  await test.step('test: a wrong password is named, the right one works', async () => {
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Test connection' }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'sign-in failed' })).toBeVisible();
    await look(page, 'connection-test-failed');
    await page.getByLabel('Password').fill(database.password);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await expect(page.getByText('The connection works')).toBeVisible();
    await page.getByRole('button', { name: 'Save' }).click();
  });

  await test.step('edit: the secret is not sent back', async () => {
    await page.getByRole('link', { name: database.name }).click();
    await expect(page.getByLabel('Password')).toHaveValue('');
    await expect(page.getByLabel('Password')).toHaveAttribute('placeholder', /Stored/);
    await look(page, 'connection-edit');
  });

  await test.step('write access: the check fails before the grants, and passes after the script has run', async () => {
    await page.getByText('Enable write access').click();
    await page.getByLabel('Write schema').fill('writ_shop');
    const script = page.getByRole('figure', { name: 'Grant script' });
    await expect(script).toContainText('writ_shop');
    await page.getByRole('button', { name: 'Check write access' }).click();
    await expect(page.getByText('Write access does not work yet')).toBeVisible();
    await look(page, 'write-access-failed');

    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'Not saved' })).toBeVisible();

    await script.getByRole('button', { name: 'Copy' }).click();
    database.run(await page.evaluate(() => navigator.clipboard.readText()));
    await page.getByRole('button', { name: 'Check write access' }).click();
    await expect(page.getByText('Write access works')).toBeVisible();
    await expect(page.getByText('Not saved')).toHaveCount(0);
    await look(page, 'write-access-works');
    const put = replaced(page);
    await page.getByRole('button', { name: 'Save' }).click();
    await put;
    await expect(page.getByText(`${database.name} is saved`)).toBeVisible();
  });

  await test.step('explorer: the schema that may be read is there, the destination is not', async () => {
    await page.getByRole('link', { name: 'Explorer' }).click();
    await look(page, 'explorer-start');
    await page.getByRole('link', { name: database.name }).click();
    const tree = page.getByRole('treegrid', { name: 'Objects' });
    await expect(tree.getByRole('row', { name: 'shop' })).toBeVisible();
    await expect(tree.getByText('writ_shop')).toHaveCount(0);
    await tree.getByRole('row', { name: 'public' }).focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    await tree.getByRole('row', { name: 'orders' }).click();
    await expect(page.getByRole('gridcell', { name: /9007199254740993/ })).toBeVisible();
    await look(page, 'explorer-preview');
    await page.getByRole('searchbox').fill('writ_shop');
    await expect(page.getByText('No table or view has')).toBeVisible();
    await look(page, 'explorer-search');
  });

  await test.step('delete', async () => {
    await page.getByRole('link', { name: 'Administration' }).click();
    await page.getByRole('link', { name: database.name }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await look(page, 'connection-delete');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByRole('link', { name: database.name })).toHaveCount(0);
  });
});

test('changes that touch others ask first', async ({ page, context }) => {
  const open = async (tab: Page) => {
    await tab.goto('/admin/connections');
    await tab.getByRole('link', { name: 'embedded' }).click();
    await expect(tab.getByLabel('Write schema')).toHaveValue('writ_objects');
  };
  const save = (tab: Page) => tab.getByRole('button', { name: 'Save', exact: true }).click();
  const dialog = page.getByRole('alertdialog');
  await open(page);

  await test.step('another destination: the tables in the present one are named', async () => {
    await page.getByLabel('Write schema').fill('elsewhere');
    await save(page);
    await expect(dialog.getByRole('row')).not.toHaveCount(0);
    await look(page, 'connection-affected');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByLabel('Write schema').fill('writ_objects');
  });

  await test.step('write access off, and on again', async () => {
    await page.getByText('Enable write access').click();
    await save(page);
    await look(page, 'connection-turn-off');
    await dialog.getByRole('button', { name: 'Turn off and save' }).click();
    await expect(page.getByText('embedded is saved')).toBeVisible();
    await expect(page.getByRole('switch')).not.toBeChecked();
    await page.getByText('Enable write access').click();
    const put = replaced(page);
    await save(page);
    await put;
  });

  await test.step('somebody else saved meanwhile: nothing is overwritten', async () => {
    const other = await context.newPage();
    await open(other);
    await other.getByLabel('Description').fill('Changed by somebody else');
    await save(other);
    await expect(other.getByText('embedded is saved')).toBeVisible();
    await page.getByLabel('Description').fill('Mine');
    await save(page);
    await expect(page.getByText('Somebody changed this connection')).toBeVisible();
    await look(page, 'connection-stale');
    await page.getByRole('button', { name: 'Reload' }).click();
    await expect(page.getByLabel('Description')).toHaveValue('Changed by somebody else');
  });
});

/** Resolves when the server has replaced a connection. */
function replaced(page: Page) {
  return page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok());
}

async function fill(page: Page, database: Database): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(database.name);
  await page.getByLabel('Host', { exact: true }).fill(database.host);
  await page.getByLabel('Port', { exact: true }).fill(database.port);
  await page.getByLabel('Database').fill(database.name);
  await page.getByLabel('User', { exact: true }).fill(database.user);
  const tls = database.authority ? 'verify-full' : 'disable';
  await page.getByRole('button', { name: 'TLS' }).click();
  await page.getByRole('option', { name: tls }).click();
  if (!database.authority) return;
  await page.getByText('Advanced settings').click();
  await page.getByLabel('CA certificate').fill(database.authority);
}

test('a platform that this version cannot reach says so on its form', async ({ page }) => {
  await page.route('**/v2/platforms', async (route) => {
    const answer = await route.fetch();
    const { entries } = await answer.json();
    const known = entries.find(({ platform }: { platform: string }) => platform === 'postgres');
    const later = { ...known, platform: 'later', name: 'Later SQL', reachable: false, reason: 'Its driver comes with a later version.' };
    await route.fulfill({ response: answer, json: { entries: [...entries, later] } });
  });
  await page.goto('/admin/connections/new');
  await page.getByRole('link', { name: /Later SQL/ }).click();
  await expect(page.getByText(/cannot connect to .* yet/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
  await look(page, 'connection-unreachable');
});
