import { expect, join, type Page, test } from './journey';
import { makeFile } from './files';
import { look } from './look';
import { uploadTable } from './uploading';

const row = (page: Page, name: string) =>
  page.getByRole('grid', { name: /^(What is in|Found)/ }).getByRole('row', { name: new RegExp(`^${name}( Favorites)?$`) });
const menuitem = (page: Page, name: string | RegExp) => page.getByRole('menuitem', { name });

/** Makes something from the New menu of the page. */
async function make(page: Page, kind: string, name: string): Promise<void> {
  await page.getByRole('button', { name: 'New', exact: true }).first().click();
  await menuitem(page, new RegExp(`^${kind}`)).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.keyboard.press('Enter');
}

test('documents are made, renamed, moved, deleted and brought back, with the keyboard alone', async ({ page }) => {
  await page.goto('/workspaces');
  await make(page, 'Workspace', 'Finance');
  await expect(page.getByRole('heading', { level: 1, name: 'Finance' })).toBeVisible();
  await expect(page.getByText('This folder is empty')).toBeVisible();
  await look(page, 'documents-folder-empty');
  await make(page, 'Folder', 'Plans');
  await expect(row(page, 'Plans')).toBeVisible();
  await make(page, 'Workbook', 'Budget');
  await expect(page.getByRole('heading', { level: 1, name: 'Budget' })).toBeVisible();
  await page.getByRole('navigation', { name: 'Where this is' }).getByRole('link', { name: 'Finance' }).click();

  await test.step('rename with F2', async () => {
    await row(page, 'Budget').press('F2');
    await expect(page.getByRole('textbox', { name: 'Name of the workbook' })).toHaveValue('Budget');
    await page.keyboard.type('Budget 2027');
    await page.keyboard.press('Enter');
    await expect(row(page, 'Budget 2027')).toBeVisible();
  });

  await test.step('move with the menu of Shift+F10, and undo', async () => {
    await row(page, 'Budget 2027').press('Shift+F10');
    await expect(menuitem(page, 'Move…')).toBeVisible();
    await look(page, 'documents-menu');
    await menuitem(page, 'Move…').press('Enter');
    const tree = page.getByRole('dialog').getByRole('treegrid', { name: 'Folders' });
    await tree.getByRole('row', { name: 'Plans' }).press('Enter');
    await expect(page.getByRole('dialog').getByText('Into Plans')).toBeVisible();
    await look(page, 'documents-move');
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    await expect(page.getByText('Budget 2027 moved to Plans')).toBeVisible();
    await expect(row(page, 'Budget 2027')).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(row(page, 'Budget 2027')).toBeVisible();
  });

  await test.step('delete, restore, delete for good', async () => {
    await row(page, 'Budget 2027').press('Delete');
    await expect(page.getByText('Budget 2027 moved to Trash')).toBeVisible();
    await expect(row(page, 'Budget 2027')).toHaveCount(0);
    await page.getByRole('treegrid', { name: 'Places' }).getByRole('row', { name: 'Trash' }).press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Trash' })).toBeVisible();
    await expect(row(page, 'Budget 2027')).toBeVisible();
    await look(page, 'documents-trash');
    await row(page, 'Budget 2027').press('Shift+F10');
    await menuitem(page, 'Restore').press('Enter');
    await expect(page.getByText('Budget 2027 restored')).toBeVisible();
    await page.goBack();
    await row(page, 'Budget 2027').press('Delete');
    await page.goForward();
    await row(page, 'Budget 2027').press('Delete');
    const question = page.getByRole('alertdialog');
    await question.getByRole('textbox').fill('Budget');
    await question.getByRole('button', { name: 'Delete for good' }).click();
    await expect(question.getByText('This is not its name.')).toBeVisible();
    await look(page, 'documents-purge');
    await question.getByRole('textbox').fill('Budget 2027');
    await question.getByRole('button', { name: 'Delete for good' }).click();
    await expect(page.getByText('Budget 2027 deleted for good')).toBeVisible();
    await expect(row(page, 'Budget 2027')).toHaveCount(0);
  });
});

test('a list is sorted, selected in, searched, and its address keeps all that', async ({ page, request }) => {
  const folder = await makeFile(request, 'folder', 'Many');
  for (const name of ['delta', 'alpha', 'charlie', 'bravo']) await makeFile(request, 'workbook', name, folder);
  await makeFile(request, 'dataset', 'echo', folder);
  await page.goto(`/f/${folder}`);
  const names = () => page.getByRole('rowheader').allInnerTexts();
  await expect.poll(names).toEqual(['alpha', 'bravo', 'charlie', 'delta', 'echo']);
  await page.getByRole('columnheader', { name: 'Name' }).click();
  await expect.poll(names).toEqual(['echo', 'delta', 'charlie', 'bravo', 'alpha']);
  await expect(page).toHaveURL(/desc=true/);
  await page.reload();
  await expect.poll(names).toEqual(['echo', 'delta', 'charlie', 'bravo', 'alpha']);

  await row(page, 'delta').getByText('Workbook').click();
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByText('2 selected')).toBeVisible();
  await row(page, 'alpha').getByText('Workbook').click({ modifiers: ['Control'] });
  await expect(page.getByText('3 selected')).toBeVisible();
  await look(page, 'documents-selected');
  await page.keyboard.press('Control+a');
  await expect(page.getByText('5 selected')).toBeVisible();
  await row(page, 'alpha').click({ button: 'right' });
  await menuitem(page, 'Add to Favorites').click();
  await expect(page.getByText('5 things added to Favorites')).toBeVisible();
  await page.goto('/favorites');
  await expect(row(page, 'charlie')).toBeVisible();

  await page.goto('/');
  await page.getByRole('searchbox').fill('harl');
  await expect(page.getByRole('heading', { level: 1, name: 'Found for “harl”' })).toBeVisible();
  await expect(row(page, 'charlie')).toContainText('My documents/Many');
  await look(page, 'documents-found');
  await page.getByRole('searchbox').fill('nothing is called that');
  await expect(page.getByText('Nothing that you can see has')).toBeVisible();
  await look(page, 'documents-not-found');
  await page.getByRole('button', { name: 'Clear search' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'My documents' })).toBeVisible();
});

test('documents are dragged onto folders of the list and of the tree', async ({ page, request }) => {
  const top = await makeFile(request, 'folder', 'Harbor');
  const inner = await makeFile(request, 'folder', 'Dock', top);
  await makeFile(request, 'workbook', 'boat', top);
  await makeFile(request, 'workbook', 'ship', top);
  await page.goto(`/f/${top}`);
  await row(page, 'boat').getByText('Workbook').dragTo(row(page, 'Dock').getByText('Folder'));
  await expect(page.getByText('boat moved to Dock')).toBeVisible();
  await expect(row(page, 'boat')).toHaveCount(0);
  const home = page.getByRole('treegrid', { name: 'Places' }).getByRole('row', { name: 'My documents' });
  await row(page, 'ship').getByText('Workbook').dragTo(home);
  await expect(page.getByText('ship moved to My documents')).toBeVisible();
  await page.goto(`/f/${inner}`);
  await expect(row(page, 'boat')).toBeVisible();
});

test('a folder of ten thousand things is shown at once, and further as it is scrolled', async ({ page, request }) => {
  const folder = await makeFile(request, 'folder', 'Crowd');
  const one = await makeFile(request, 'workbook', 'one', folder);
  const like = await (await request.get(`/v2/files/${one}`)).json();
  const total = 10_000;
  await page.route(/\/v2\/files\?.*directChildFilter/, (route) => {
    const { searchParams } = new URL(route.request().url());
    if (searchParams.has('typeFilters')) return route.fulfill({ json: { entries: [], nextPage: null, total: 0 } });
    const from = Number(searchParams.get('page') ?? 0);
    const count = Math.min(Number(searchParams.get('limit')), total - from);
    const entries = Array.from({ length: count }, (_, i) => ({ ...like, id: `${from + i}`, name: `thing ${from + i}` }));
    const nextPage = from + count < total ? String(from + count) : null;
    return route.fulfill({ json: { entries, nextPage, total } });
  });
  await page.goto(`/f/${folder}`);
  await expect(row(page, 'thing 0')).toBeVisible();
  expect(await page.getByRole('row').count()).toBeLessThan(100);
  await row(page, 'thing 0').getByText('Workbook').click();
  await page.keyboard.press('Control+a');
  await expect(page.getByText('10,000 selected')).toBeVisible();
  await row(page, 'thing 0').focus();
  const furthest = async () => {
    await page.keyboard.press('End');
    const names = await page.getByRole('rowheader').allInnerTexts();
    return Math.max(...names.map((name) => Number(name.replace('thing ', ''))));
  };
  await expect.poll(furthest, { timeout: 60_000 }).toBeGreaterThan(390);
  expect(await page.getByRole('row').count()).toBeLessThan(100);
});

test('lists say that they load, that the server is away, and what is wrong', async ({ page, request }) => {
  const folder = await makeFile(request, 'folder', 'Fog');
  await makeFile(request, 'workbook', 'light', folder);
  const list = /\/v2\/files\?.*directChildFilter/;
  await page.route(list, (route) => route.abort());
  await page.goto(`/f/${folder}`);
  await expect(page.getByText('The server cannot be reached')).toBeVisible();
  await look(page, 'documents-offline');
  await page.unroute(list);
  await page.getByRole('button', { name: 'Retry' }).click();
  await expect(row(page, 'light')).toBeVisible();
});

test('a change of somebody else is seen without loading the page anew', async ({ page, request }) => {
  const folder = await makeFile(request, 'folder', 'Window');
  await page.goto(`/f/${folder}`);
  await expect(page.getByText('This folder is empty')).toBeVisible();
  await makeFile(request, 'workbook', 'bird', folder);
  await expect(row(page, 'bird')).toBeVisible();
});

test('who may not open something, or looks for nothing, is told the same and can ask', async ({ page, browser, baseURL }) => {
  const hidden = await makeFile(page.request, 'workbook', 'Secret plan');
  const vic = await join(page, browser, baseURL ?? '', 'vera@example.com', 'View');
  await vic.goto('/');
  await expect(vic.getByText('Nothing here yet')).toBeVisible();
  await look(vic, 'documents-empty');
  const texts: string[] = [];
  for (const id of [hidden, '00000000-0000-7000-8000-000000000000']) {
    await vic.goto(`/w/${id}`);
    await expect(vic.getByRole('heading', { level: 1 })).toHaveText('You can’t open this, or it is not there');
    await expect(vic.getByRole('button', { name: 'Request access' })).toBeVisible();
    texts.push(await vic.getByRole('main').innerText());
  }
  expect(texts[1]).toBe(texts[0]);
  await look(vic, 'document-denied');
  await vic.goto(`/w/${hidden}`);
  await vic.getByRole('textbox', { name: /Message/ }).fill('I plan, too.');
  await vic.getByRole('button', { name: 'Request access' }).click();
  await expect(vic.getByText('Request sent')).toBeVisible();
  await vic.reload();
  await expect(vic.getByText('Request sent')).toBeVisible();
  await look(vic, 'document-requested');
  await vic.context().close();
});

test('the list of documents shows what was uploaded, and the places of a member', async ({ page }) => {
  await uploadTable(page.request, 'kept', 'a,b\n1,x\n');
  await page.goto('/');
  await expect(page.getByRole('link', { name: 'kept', exact: true })).toBeVisible();
  await look(page, 'documents');
  await page.getByRole('link', { name: 'kept', exact: true }).click();
  await expect(page.getByRole('grid', { name: 'kept' })).toBeVisible();
  await page.goto('/recent');
  await expect(row(page, 'kept')).toBeVisible();
});
