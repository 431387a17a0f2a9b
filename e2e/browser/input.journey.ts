import type { APIRequestContext, Locator } from '@playwright/test';
import { makeFile, shareWithAll } from './files';
import { expect, join, type Page, test } from './journey';
import { look } from './look';
import { uploadTable } from './uploading';

const menuitem = (page: Page, name: string | RegExp) => page.getByRole('menuitem', { name });
const saved = (page: Page) => expect(page.getByText('Draft saved')).toBeVisible();
/** The element that holds the focus of the grid; its name says which cell it is and what it holds. */
const active = (page: Page) => page.getByRole('grid').getByRole('textbox');
const cell = (page: Page, name: string) => page.getByRole('gridcell', { name, exact: true });
const tool = (page: Page, name: string) => page.getByRole('toolbar').getByRole('button', { name, exact: true });
const panel = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

interface Column {
  name: string;
  type?: string;
  rules?: object;
}

/** Makes an input table in a workbook of its own without the pages, and resolves to both ids. */
async function makeInput(
  request: APIRequestContext,
  name: string,
  columns: Column[],
  inputMode = 'edit',
): Promise<{ id: string; documentId: string }> {
  const { entries } = await (await request.get('/v2/upload-targets')).json();
  const documentId = await makeFile(request, 'workbook', name);
  const answer = await request.post('/v2/input-tables', {
    data: { name, documentId, connectionId: entries[0].connectionId, columns, inputMode },
  });
  if (!answer.ok()) throw new Error(`${name} was not made: ${await answer.text()}`);
  return { id: (await answer.json()).inputTableId, documentId };
}

/** Chooses one of the ways that are listed, with the keyboard: what the pointer hits is their label. */
async function choose(dialog: Locator, name: RegExp): Promise<void> {
  await dialog.getByRole('radio', { name }).focus();
  await dialog.page().keyboard.press('Space');
  await expect(dialog.getByRole('radio', { name })).toBeChecked();
}

/** Opens an input table at its own address and takes the focus into its first cell. */
async function open(page: Page, id: string, name: string): Promise<void> {
  await page.goto(`/i/${id}`);
  await expect(page.getByRole('grid', { name })).toBeVisible();
  await page.getByRole('gridcell').first().click();
}

test('an input table is made in a workbook and filled with the keyboard alone', async ({ page, request }) => {
  const document = await makeFile(request, 'workbook', 'Planning');
  await page.goto(`/w/${document}`);
  await page.getByRole('button', { name: 'Add element' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add element' });
  await dialog.getByRole('tab', { name: 'Input table' }).click();
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByText('Enter a name.')).toBeVisible();
  await dialog.getByLabel('Name').fill('Purchases');
  await look(page, 'input-new');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('grid', { name: 'Purchases' })).toBeVisible();
  await saved(page);
  await expect(page.getByText('3 rows × 1 column')).toBeVisible();

  await test.step('type', async () => {
    await page.getByRole('gridcell').first().click();
    await page.keyboard.type('Paper');
    await page.keyboard.press('Enter');
    await expect(active(page)).toHaveAccessibleName('Column 1, row 2: empty');
    await page.keyboard.type('Ink');
    await page.keyboard.press('Escape');
    await expect(active(page)).toHaveAccessibleName('Column 1, row 2: empty');
    await page.keyboard.type('Ink');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Home');
    await expect(active(page)).toHaveAccessibleName(/^Column 1, row 1: Paper/);
    await page.keyboard.press('F2');
    await page.keyboard.type(' A4');
    await page.keyboard.press('Enter');
    await page.reload();
    await expect(cell(page, 'Paper A4')).toBeVisible();
    await expect(cell(page, 'Ink')).toBeVisible();
    await look(page, 'input-in-workbook');
  });

  await test.step('rows', async () => {
    await cell(page, 'Ink').click();
    await tool(page, 'Rows').click();
    await menuitem(page, 'Move up').click();
    await expect(active(page)).toHaveAccessibleName(/^Column 1, row 1: Ink/);
    await tool(page, 'Rows').click();
    await menuitem(page, 'Insert below').click();
    await expect(active(page)).toHaveAccessibleName('Column 1, row 2: empty');
    await page.keyboard.type('Pens');
    await page.keyboard.press('Enter');
    await tool(page, 'Add row').click();
    await expect(active(page)).toHaveAccessibleName('Column 1, row 5: empty');
    await cell(page, 'Pens').click();
    await tool(page, 'Rows').click();
    await menuitem(page, 'Delete').click();
    await expect(page.getByText('1 row deleted')).toBeVisible();
    await expect(cell(page, 'Pens')).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(cell(page, 'Pens')).toBeVisible();
  });
});

test('an input table begins as a CSV table', async ({ page, request }) => {
  await uploadTable(request, 'stock', 'item,units\nnails,7\nscrews,9\n');
  const document = await makeFile(request, 'workbook', 'Stock');
  await page.goto(`/w/${document}`);
  await page.getByRole('button', { name: 'Add element' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add element' });
  await dialog.getByRole('tab', { name: 'Input table' }).click();
  await dialog.getByLabel('Name').fill('Counted');
  await choose(dialog, /CSV table/);
  await dialog.getByRole('button', { name: /CSV table/ }).click();
  await page.getByRole('option', { name: 'stock' }).first().click();
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(cell(page, 'screws')).toBeVisible();
  await cell(page, '9').click();
  await page.keyboard.type('10');
  await page.keyboard.press('Enter');
  await page.reload();
  await expect(cell(page, '10')).toBeVisible();
});

test('an input table follows the rows of a parent, with columns of its own', async ({ page, request }) => {
  await uploadTable(request, 'people', 'id,name\n1,Ann\n2,Ben\n');
  const document = await makeFile(request, 'workbook', 'Notes');
  await page.goto(`/w/${document}`);
  await page.getByRole('button', { name: 'Add element' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add element' });
  await dialog.getByRole('tab', { name: 'Input table' }).click();
  await dialog.getByLabel('Name').fill('Notes');
  await choose(dialog, /Linked/);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByText('Choose a table.')).toBeVisible();
  await dialog.getByRole('button', { name: /^CSV table|CSV table$/ }).last().click();
  await page.getByRole('option', { name: 'people' }).first().click();
  await dialog.getByRole('checkbox', { name: 'id' }).focus();
  await page.keyboard.press('Space');
  await look(page, 'input-linked-new');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(cell(page, 'Ann')).toBeVisible();
  await saved(page);
  await tool(page, 'Columns').click();
  await page.getByRole('button', { name: 'Add column' }).click();
  await page.getByLabel('Name of the column').fill('Note');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByRole('columnheader', { name: /Note/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await cell(page, 'Ann').click();
  await page.keyboard.type('x');
  await expect(page.getByText('name comes from the parent table and is changed there.')).toBeVisible();
  await page.keyboard.press('End');
  await page.keyboard.type('call back');
  await page.keyboard.press('Enter');
  await expect(page.getByTitle('Saved in the edit log')).toHaveText('call back');
  await page.reload();
  await expect(cell(page, 'call back')).toBeVisible();
  await expect(tool(page, 'Add row')).toHaveCount(0);
  await look(page, 'input-linked');
});

test('each type has an editor of its own', async ({ page, request }) => {
  const { id } = await makeInput(request, 'Tasks', [
    { name: 'What' },
    { name: 'Due', type: 'date' },
    { name: 'Done', type: 'checkbox' },
    { name: 'Status', type: 'single-select', rules: { allowed: ['open', 'ordered', 'paid'] } },
    { name: 'Tags', type: 'multi-select', rules: { allowed: ['red', 'green', 'blue'] } },
    { name: 'Cost', type: 'decimal' },
    { name: 'Key', rules: { protected: true } },
  ]);
  await open(page, id, 'Tasks');
  await page.keyboard.type('Two');
  await page.keyboard.press('Alt+Enter');
  await page.keyboard.type('lines');
  await page.keyboard.press('Tab');
  await page.keyboard.type('2026-03-01');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect(active(page)).toHaveAccessibleName(/^Done, row 1: ☑/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Alt+ArrowDown');
  await expect(page.getByRole('listbox', { name: 'Values of Status' })).toBeVisible();
  await page.keyboard.type('or');
  await look(page, 'input-choice');
  await page.keyboard.press('Tab');
  await page.keyboard.press('F2');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.type('12.50');
  await page.keyboard.press('Tab');
  await page.keyboard.type('x');
  await expect(page.getByText('Key is protected: its rules let nobody change it by hand.')).toBeVisible();
  await page.reload();
  for (const value of ['Two↵lines', '2026-03-01', '☑', 'ordered', 'red, blue']) {
    await expect(cell(page, value)).toBeVisible();
  }
});

test('two people at once: each sees the other, and a conflict is for them to decide', async ({
  page,
  browser,
  baseURL,
  request,
}) => {
  const { id, documentId } = await makeInput(request, 'Shared', [{ name: 'Item' }, { name: 'Amount', type: 'integer' }]);
  await shareWithAll(request, documentId, 'edit');
  const ben = await join(page, browser, baseURL ?? '', 'ben@example.com', 'Build');
  await open(page, id, 'Shared');
  await open(ben, id, 'Shared');
  await page.keyboard.type('Paper');
  await page.keyboard.press('Enter');
  await expect(cell(ben, 'Paper')).toBeVisible();

  await test.step('different cells of a row', async () => {
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('F2');
    await page.keyboard.type(' A4');
    await ben.keyboard.press('ArrowRight');
    await ben.keyboard.type('5');
    await ben.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect(cell(page, '5')).toBeVisible();
    await expect(cell(ben, 'Paper A4')).toBeVisible();
    await expect(page.getByText('needs your decision')).toHaveCount(0);
  });

  await test.step('the same cell', async () => {
    await cell(ben, '5').click();
    await ben.keyboard.press('F2');
    await ben.keyboard.type('0');
    await cell(page, '5').click();
    await page.keyboard.type('6');
    await page.keyboard.press('Enter');
    await expect(cell(page, '6')).toBeVisible();
    await ben.keyboard.press('Enter');
    await expect(ben.getByText('Amount, row 1: another person wrote 6 while you wrote 50.')).toBeVisible();
    await look(ben, 'input-conflict');
    await ben.getByRole('button', { name: 'Put mine: Amount, row 1' }).click();
    await expect(cell(page, '50')).toBeVisible();
    await expect(ben.getByText('needs your decision')).toHaveCount(0);
  });
  await ben.context().close();
});

test('a value that breaks a rule is kept beside its cell, and mended or discarded', async ({ page, request }) => {
  const { id } = await makeInput(request, 'Checked', [{ name: 'Amount', type: 'integer' }]);
  await open(page, id, 'Checked');
  await test.step('set a rule', async () => {
    await tool(page, 'Columns').click();
    await page.getByRole('button', { name: 'Actions for column Amount' }).click();
    await menuitem(page, 'Rules…').click();
    await panel(page, 'Rules').getByLabel('At least').fill('many');
    await page.getByRole('button', { name: 'Save rules' }).click();
    await expect(panel(page, 'Rules').getByText(/many/)).toBeVisible();
    await panel(page, 'Rules').getByLabel('At least').fill('1');
    await look(page, 'input-rules');
    await page.getByRole('button', { name: 'Save rules' }).click();
    await expect(page.getByText('The rules of Amount are saved')).toBeVisible();
    await page.keyboard.press('Escape');
  });
  await page.getByRole('gridcell').first().click();
  await page.keyboard.type('-4');
  await page.keyboard.press('Enter');
  await page.keyboard.type('dozens');
  await page.keyboard.press('Enter');
  await expect(tool(page, '2 values wait to be mended')).toBeVisible();
  await page.keyboard.press('Control+Home');
  await expect(active(page)).toHaveAccessibleName(/^Amount, row 1: empty\. Refused: -4\./);
  await tool(page, '2 values wait to be mended').click();
  await look(page, 'input-flags');
  await page.getByRole('button', { name: 'Mend -4 in Amount, row 1' }).click();
  await page.getByLabel('Value for Amount, row 1').fill('4');
  await page.keyboard.press('Enter');
  await expect(cell(page, '4')).toBeVisible();
  await page.getByRole('button', { name: 'Discard dozens of Amount, row 2' }).click();
  await expect(page.getByText('No value waits to be mended.')).toBeVisible();
});

test('columns are added, retyped after a look at what does not fit, moved, deleted and brought back', async ({
  page,
  request,
}) => {
  const { id } = await makeInput(request, 'Columns', [{ name: 'Size' }]);
  await open(page, id, 'Columns');
  for (const value of ['12', 'wide', '7']) {
    await page.keyboard.type(value);
    await page.keyboard.press('Enter');
  }
  await expect(cell(page, '7')).toBeVisible();
  await tool(page, 'Columns').click();
  await test.step('add', async () => {
    await page.getByRole('button', { name: 'Add column' }).click();
    await page.getByLabel('Name of the column').fill('Colour');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByRole('columnheader', { name: /Colour/ })).toBeVisible();
  });
  await test.step('retype', async () => {
    await page.getByRole('button', { name: 'Actions for column Size' }).click();
    await menuitem(page, 'Change type…').click();
    const dialog = page.getByRole('dialog', { name: 'Change the type of Size' });
    await dialog.getByRole('button', { name: /Type/ }).first().click();
    await page.getByRole('option', { name: 'Whole number' }).click();
    await expect(dialog.getByText('1 value does not fit')).toBeVisible();
    await expect(dialog.getByText('wide', { exact: true })).toBeVisible();
    await look(page, 'input-retype');
    await dialog.getByRole('button', { name: 'Change type' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(tool(page, '1 value waits to be mended')).toBeVisible();
    await expect(page.getByRole('columnheader', { name: /Size/ })).toContainText('Whole number');
  });
  await test.step('rename and move', async () => {
    await page.getByRole('button', { name: 'Actions for column Colour' }).click();
    await menuitem(page, 'Rename…').click();
    await page.getByLabel('Name of the column').fill('Shade');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Actions for column Shade' }).click();
    await menuitem(page, 'Move left').click();
    await expect(page.getByRole('columnheader').nth(1)).toContainText('Shade');
  });
  await test.step('delete and bring back', async () => {
    await page.getByRole('button', { name: 'Actions for column Size' }).click();
    await menuitem(page, 'Delete').click();
    await expect(page.getByRole('columnheader', { name: /Size/ })).toHaveCount(0);
    await look(page, 'input-columns');
    await page.getByRole('button', { name: 'Bring back Size' }).click();
    await expect(page.getByRole('columnheader', { name: /Size/ })).toBeVisible();
    await expect(cell(page, '12')).toBeVisible();
  });
});

test('rows are filtered and sorted for their reader alone', async ({ page, request }) => {
  const { id } = await makeInput(request, 'Fruit', [{ name: 'Name' }]);
  await open(page, id, 'Fruit');
  for (const value of ['pear', 'apple', 'plum']) {
    await page.keyboard.type(value);
    await page.keyboard.press('Enter');
  }
  await expect(cell(page, 'plum')).toBeVisible();
  await tool(page, 'Filter and sort').click();
  await page.getByRole('button', { name: /Sort by/ }).click();
  await page.getByRole('option', { name: 'Name', exact: true }).click();
  await expect(page.getByRole('gridcell').first()).toHaveText('apple');
  await page.getByRole('button', { name: 'Add condition' }).click();
  await page.getByLabel('Value', { exact: true }).fill('p');
  await page.getByRole('button', { name: /Comparison/ }).click();
  await page.getByRole('option', { name: 'starts with' }).click();
  await expect(page.getByText('2 rows × 1 column')).toBeVisible();
  await look(page, 'input-view');
  await page.reload();
  await expect(page.getByRole('gridcell').first()).toHaveText('pear');
});

test('the history of a cell and of the table, and the table as it was', async ({ page, request }) => {
  const { id } = await makeInput(request, 'Past', [{ name: 'Price' }]);
  await open(page, id, 'Past');
  for (const value of ['10', '20']) {
    await page.keyboard.press('Control+Home');
    await page.keyboard.type(value);
    await page.keyboard.press('Enter');
    await expect(cell(page, value)).toBeVisible();
  }
  await page.keyboard.press('Control+Home');
  await tool(page, 'History').click();
  const history = panel(page, 'History');
  await expect(history.getByText('Price, row 1: 10 → 20')).toBeVisible();
  await look(page, 'input-history');

  await test.step('restore a cell', async () => {
    await history.getByRole('button', { name: /History of/ }).click();
    await page.getByRole('option', { name: 'Price, row 1' }).click();
    await expect(history.getByText('Price, row 1: nothing → 10')).toBeVisible();
    await history.getByRole('button', { name: /^Restore to edit/ }).last().click();
    await expect(cell(page, '10')).toBeVisible();
  });

  await test.step('as of an edit, and the whole table', async () => {
    await history.getByRole('button', { name: /History of/ }).click();
    await page.getByRole('option', { name: 'The table' }).click();
    await history.getByLabel('See the table as it was').fill('999999');
    await history.getByRole('button', { name: 'Show as of', exact: true }).first().click();
    await expect(history.getByText(/Enter a number from 1 to/)).toBeVisible();
    await history.getByRole('listitem').filter({ hasText: '10 → 20' }).getByRole('button', { name: /Show as of/ }).click();
    await expect(page.getByText(/You see the table as of edit/)).toBeVisible();
    await expect(cell(page, '20')).toBeVisible();
    await look(page, 'input-as-of');
    await page.getByRole('button', { name: 'Restore the whole table' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Restore the whole table' }).click();
    await expect(page.getByText(/You see the table as of edit/)).toHaveCount(0);
    await expect(cell(page, '20')).toBeVisible();
  });

  await test.step('undo what somebody did', async () => {
    await history.getByRole('button', { name: /^Undo edits of/ }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Undo', exact: true }).click();
    await expect(cell(page, '10')).toBeVisible();
  });
});

test('rows are entered in the published version once that is chosen and published', async ({
  page,
  browser,
  baseURL,
  request,
}) => {
  const { documentId } = await makeInput(request, 'Survey', [{ name: 'Answer' }]);
  await shareWithAll(request, documentId, 'explore');
  await page.goto(`/w/${documentId}`);
  await expect(page.getByRole('grid', { name: 'Survey' })).toBeVisible();
  const element = page.getByRole('region', { name: 'Survey', exact: true });
  await element.getByRole('button', { name: 'Actions for Survey', exact: true }).click();
  await menuitem(page, 'Who enters rows…').click();
  const dialog = page.getByRole('dialog', { name: 'Who enters rows of Survey' });
  await expect(dialog.getByText('This takes effect when the document is published.')).toBeVisible();
  await choose(dialog, /Explorers and editors/);
  await look(page, 'input-mode');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await saved(page);
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await expect(page.getByText('Version 1 is published')).toBeVisible();

  const eve = await join(page, browser, baseURL ?? '', 'eve@example.com', 'Act');
  await eve.goto(`/w/${documentId}`);
  await expect(eve.getByRole('grid', { name: 'Survey' })).toBeVisible();
  await eve.getByRole('gridcell').first().click();
  await eve.keyboard.type('yes');
  await eve.keyboard.press('Enter');
  await expect(cell(eve, 'yes')).toBeVisible();
  await eve.getByRole('link', { name: 'Open Survey full screen' }).click();
  await expect(eve.getByText('readers see what you enter at once')).toBeVisible();
  await look(eve, 'input-published');
  await page.getByRole('radio', { name: 'Published' }).click();
  await expect(cell(page, 'yes')).toBeVisible();
  await eve.context().close();
});

test('an input table keeps what is typed while the server is away, and says what is not there', async ({ page, request }) => {
  const { id } = await makeInput(request, 'Away', [{ name: 'Word' }]);
  await open(page, id, 'Away');
  await test.step('edits wait while the server is away', async () => {
    await page.route('**/rows', (route) => route.abort('failed'));
    await page.keyboard.type('kept');
    await page.keyboard.press('Enter');
    await expect(page.getByText('1 edit waits for the server')).toBeVisible();
    await expect(cell(page, 'kept')).toBeVisible();
    await look(page, 'input-waiting');
    await page.unroute('**/rows');
    await expect(page.getByText('1 edit waits for the server')).toHaveCount(0);
    await page.reload();
    await expect(cell(page, 'kept')).toBeVisible();
  });
  await page.goto('/i/00000000-0000-0000-0000-000000000000');
  await expect(page.getByRole('heading', { name: 'This is not here' })).toBeVisible();
});
