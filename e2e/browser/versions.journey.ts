import { readFile } from 'node:fs/promises';
import { expect, test } from './journey';
import { look } from './look';
import { changeTable, uploadTable } from './uploading';

test('every change of a table can be seen, compared and taken back', async ({ page, request }) => {
  const tableId = await uploadTable(request, 'Prices', 'item,price\nbolt,1.50\nnut,0.25\nscrew,0.10\n');
  await changeTable(request, tableId, 'upsert', 'item,price\nnut,0.30\nwasher,0.05\n', ['item']);
  await changeTable(request, tableId, 'append', 'item,price\nhook,2.00\n');

  await page.goto(`/t/${tableId}`);
  await expect(page.getByText('5 rows ·')).toBeVisible();
  await page.getByRole('button', { name: 'Download' }).click();
  await look(page, 'table-download');
  const saving = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: /^CSV, exact/ }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe('Prices.csv');
  expect(await readFile(await saved.path(), 'utf8')).toBe(
    'item,price\nbolt,1.50\nnut,0.30\nscrew,0.10\nwasher,0.05\nhook,2.00\n',
  );

  await page.getByRole('link', { name: 'Versions' }).click();
  await expect(page.getByRole('heading', { name: 'Versions of Prices' })).toBeVisible();
  await expect(page.getByRole('row', { name: /Rows appended/ })).toContainText('Current');
  await look(page, 'versions');

  await page.getByRole('link', { name: 'Compare version 2 with the one before' }).click();
  await expect(page.getByText('1 added')).toBeVisible();
  await expect(page.getByText('1 changed')).toBeVisible();
  await expect(page.getByRole('row', { name: /Changed nut/ })).toContainText('0.30');
  await page.getByRole('checkbox', { name: 'item' }).press('Space');
  await expect(page.getByText('2 the same')).toBeVisible();
  await look(page, 'compare');

  await page.getByRole('link', { name: 'All versions' }).click();
  await page.getByRole('link', { name: 'Show version 1' }).click();
  await expect(page.getByText('You see version 1, not the current one.')).toBeVisible();
  await expect(page.getByRole('gridcell', { name: '0.25' })).toBeVisible();
  await look(page, 'version-past');
  await page.getByRole('link', { name: 'All versions' }).click();
  await page.getByRole('button', { name: 'Bring back version 1' }).click();
  await look(page, 'version-restore');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Bring back' }).click();
  await expect(page.getByText('Version 1 is back')).toBeVisible();
  await expect(page.getByRole('row', { name: /Rows of version 1 brought back/ })).toContainText('Current');
  await page.getByRole('link', { name: 'Back to Prices' }).click();
  await expect(page.getByText('3 rows ·')).toBeVisible();

  await page.getByRole('link', { name: 'Load a file into it' }).click();
  await expect(page).toHaveURL(/\/upload\?into=/);
});
