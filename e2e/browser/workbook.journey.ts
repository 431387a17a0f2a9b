import { expect, join, type Page, test } from './journey';
import { makeFile, shareWithAll } from './files';
import { look } from './look';
import { choose, importNow, uploadTable } from './uploading';

const menuitem = (page: Page, name: string | RegExp) => page.getByRole('menuitem', { name });
const saved = (page: Page) => expect(page.getByText('Draft saved')).toBeVisible();

test('a file becomes a workbook in a folder, which is changed, published and brought back', async ({ page, request }) => {
  const folder = await makeFile(request, 'folder', 'Quarters');
  await test.step('upload into the folder', async () => {
    await page.goto(`/f/${folder}`);
    await page.getByRole('button', { name: 'New', exact: true }).first().click();
    await menuitem(page, 'Upload CSV into here').click();
    await choose(page, 'sales.csv', 'area,units\nnorth,7\nsouth,9\n');
    await expect(page.getByRole('button', { name: 'Folder: Quarters. Choose another' })).toBeVisible();
    await look(page, 'upload-folder');
    await importNow(page);
    await page.getByRole('link', { name: 'Open document' }).click();
  });

  await expect(page.getByRole('heading', { level: 1, name: 'sales' })).toBeVisible();
  await expect(page.getByRole('grid', { name: 'sales' })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Where this is' })).toContainText('Quarters');
  await expect(page.getByRole('button', { name: 'Publish' })).toBeDisabled();
  await look(page, 'workbook');

  await test.step('rename in place', async () => {
    await page.getByRole('button', { name: 'Rename sales' }).click();
    await page.getByRole('textbox', { name: 'Name of the workbook' }).fill('Sales by quarter');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Sales by quarter' })).toBeVisible();
  });

  await test.step('pages', async () => {
    await page.getByRole('button', { name: 'Add page' }).click();
    await expect(page.getByRole('tab', { name: 'Page 2', selected: true })).toBeVisible();
    await saved(page);
    await page.getByRole('button', { name: 'Actions for page Page 2' }).click();
    await menuitem(page, 'Rename page…').click();
    await page.getByRole('textbox', { name: 'Name of the page' }).fill('Details');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Actions for page Details' }).click();
    await menuitem(page, 'Move left').click();
    await expect(page.getByRole('tab').first()).toHaveText('Details');
    await saved(page);
    await look(page, 'workbook-page-empty');
  });

  await test.step('an element of a table of the warehouse', async () => {
    await page.getByRole('button', { name: 'Add element' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add element' });
    await dialog.getByRole('tab', { name: 'CSV table' }).click();
    await dialog.getByRole('option', { name: /^sales/ }).first().click(); // the newest
    await look(page, 'workbook-add');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByRole('grid', { name: 'sales' })).toBeVisible();
    await saved(page);
    await page.getByRole('button', { name: 'Actions for sales', exact: true }).click();
    await menuitem(page, 'Remove from the page').click();
    await expect(page.getByText('This page is empty')).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByRole('grid', { name: 'sales' })).toBeVisible();
    await saved(page);
  });

  await test.step('publish, and go back', async () => {
    await page.getByRole('radio', { name: 'Published' }).click();
    await expect(page.getByRole('tab')).toHaveCount(1);
    await look(page, 'workbook-published');
    await page.getByRole('radio', { name: 'Draft' }).click();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await expect(page.getByText('Version 2 is published')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Publish', exact: true })).toBeDisabled();
    await page.getByRole('button', { name: 'Actions for page Details' }).click();
    await menuitem(page, 'Remove page').click();
    await saved(page);
    await page.getByRole('button', { name: 'Discard draft' }).click();
    await look(page, 'workbook-discard');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Discard draft' }).click();
    await expect(page.getByRole('tab', { name: 'Details' })).toBeVisible();
    await page.getByRole('link', { name: 'Versions' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Versions of Sales by quarter' })).toBeVisible();
    await look(page, 'workbook-versions');
    await page.getByRole('link', { name: 'Show version 1' }).click();
    await expect(page.getByText('You see version 1, not the current one.')).toBeVisible();
    await expect(page.getByRole('tab')).toHaveCount(1);
    await page.goBack();
    await page.getByRole('button', { name: 'Bring back version 1' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Bring back' }).click();
    await expect(page.getByText('Version 1 is back')).toBeVisible();
    await expect(page.getByText('Version 1 brought back')).toBeVisible();
  });
});

test('two editors: the second sees the first, and a conflict loses nothing', async ({ page, request }) => {
  const id = await makeFile(request, 'workbook', 'Shared desk');
  await page.goto(`/w/${id}`);
  await expect(page.getByRole('tab', { name: 'Page 1' })).toBeVisible();
  const address = `/v2/documents/${id}/draft`;
  const rename = async (name: string) => {
    const draft = await (await request.get(address)).json();
    draft.content.pages[0].name = name;
    const answer = await request.put(address, { data: { version: draft.version, content: draft.content } });
    expect(answer.ok()).toBe(true);
  };
  await rename('Theirs');
  await expect(page.getByRole('tab', { name: 'Theirs' })).toBeVisible();

  // Somebody else saves between our change and its arrival.
  await page.route(`**${address}`, async (route) => {
    if (route.request().method() === 'PUT') await rename('Theirs again');
    await route.continue();
  }, { times: 1 });
  await page.getByRole('button', { name: 'Add page' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Somebody else saved the draft first' })).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Page 2' })).toBeVisible();
  await look(page, 'workbook-conflict');
  await page.getByRole('button', { name: 'Keep mine as a copy' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Shared desk (my changes)' })).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Page 2' })).toBeVisible();
  await page.goto(`/w/${id}`);
  await expect(page.getByRole('tab', { name: 'Theirs again' })).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Page 2' })).toHaveCount(0);
});

test('changes wait while the server cannot be reached', async ({ page, request }) => {
  const id = await makeFile(request, 'workbook', 'Tunnel');
  await page.goto(`/w/${id}`);
  await page.route('**/draft', (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()));
  await page.getByRole('button', { name: 'Add page' }).click();
  await expect(page.getByText('Not saved yet')).toBeVisible();
  await page.unroute('**/draft');
  await saved(page);
  await page.reload();
  await expect(page.getByRole('tab', { name: 'Page 2' })).toBeVisible();
});

test('readers see what is published, and nothing of the draft', async ({ page, browser, baseURL }) => {
  const id = await makeFile(page.request, 'workbook', 'News');
  await shareWithAll(page.request, id, 'view');
  const ron = await join(page, browser, baseURL ?? '', 'ron@example.com', 'View');
  await ron.goto(`/w/${id}`);
  await expect(ron.getByText('Nothing is published yet')).toBeVisible();
  await look(ron, 'workbook-unpublished');
  await page.request.post(`/v2/documents/${id}/publish`, { data: {} });
  await expect(ron.getByText('There is nothing on this page yet.')).toBeVisible();
  await expect(ron.getByRole('radio', { name: 'Draft' })).toHaveCount(0);
  await expect(ron.getByRole('button', { name: 'Add page' })).toHaveCount(0);
  await ron.context().close();
});

test('a dataset is one table, and documents build on it', async ({ page, request }) => {
  await uploadTable(request, 'codes', 'code,name\na,Alpha\nb,Beta\n');
  const dataset = await makeFile(request, 'dataset', 'Code list');
  await page.goto(`/w/${dataset}`);
  await expect(page.getByRole('button', { name: 'Add page' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Add element' }).click();
  await page.getByRole('tab', { name: 'CSV table' }).click();
  await page.getByRole('option', { name: /^codes/ }).click();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await saved(page);
  await expect(page.getByText('A dataset is one table.')).toBeVisible();
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await expect(page.getByText('Version 1 is published')).toBeVisible();

  const workbook = await makeFile(request, 'workbook', 'Codes in use');
  await page.goto(`/w/${workbook}`);
  await page.getByRole('button', { name: 'Add element' }).click();
  await page.getByRole('tab', { name: 'Dataset' }).click();
  await page.getByRole('option', { name: /^Code list/ }).click();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await saved(page);
  await expect(page.getByRole('gridcell', { name: 'Beta', exact: true })).toBeVisible();
  await look(page, 'workbook-dataset');
});
