import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from './journey';
import { look } from './look';
import { choose, importNow, uploadTable } from './uploading';

const ROWS = 450;

/** A file with what often goes wrong: leading zeros, NULL and empty text, quotes, line breaks, long decimals. */
function airports(rows = ROWS): string {
  const lines = ['code,name,city,latitude,opened,remark'];
  for (let i = 1; i <= rows; i++) {
    const city = i % 3 === 0 ? '' : i % 3 === 1 ? '""' : `City ${i}`;
    const remark = i % 50 === 2 ? '"first line\nsecond ""line"", with a comma"' : `remark ${i}`;
    const latitude = (10 + i / 1000).toFixed(6);
    lines.push(`${String(i).padStart(4, '0')},Airport ${i},${city},${latitude},2001-02-${String((i % 28) + 1).padStart(2, '0')},${remark}`);
  }
  return `${lines.join('\n')}\n`;
}

function focusInGrid(page: Page): Promise<boolean> {
  return page.evaluate(() => document.activeElement?.closest('[role=grid]') != null);
}

function activeCell(page: Page): Promise<string | null | undefined> {
  return page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
}

test('a member uploads a file, reads the table with the keyboard and copies from it', async ({ page }) => {
  await page.goto('/upload');
  await look(page, 'upload');
  await choose(page, 'airports.csv', airports());
  await expect(page.getByRole('heading', { name: 'airports.csv' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^text \(found\) Type of column code/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /^date \(found\) Type of column opened/ })).toBeVisible();
  await look(page, 'upload-preview');

  await page.getByLabel('Name of column remark').fill('note');
  await page.getByLabel('Table name').fill('Airports');
  await importNow(page);
  await expect(page.getByText('compared with the file')).toBeVisible();
  await look(page, 'upload-done');
  await page.getByRole('link', { name: 'Open table' }).click();

  const grid = page.getByRole('grid', { name: 'Airports' });
  await expect(grid).toHaveAttribute('aria-rowcount', String(ROWS + 1));
  await expect(page.getByRole('columnheader', { name: /note/ })).toBeVisible();
  await page.getByRole('gridcell', { name: '0003', exact: true }).click();
  expect(await activeCell(page)).toBe('code, row 3: 0003');
  await look(page, 'table');

  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await activeCell(page)).toBe('city, row 3: NULL, no value');
  await page.keyboard.press('ArrowDown');
  expect(await activeCell(page)).toBe('city, row 4: empty text');
  await page.keyboard.press('Control+End');
  await expect.poll(() => activeCell(page)).toBe(`note, row ${ROWS}: remark ${ROWS}`);
  await expect(page.getByRole('rowheader', { name: String(ROWS), exact: true })).toBeVisible();

  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(page.getByText('3 × 3 cells selected')).toBeVisible();
  await page.keyboard.press('Control+c');
  await expect(page.getByText('9 cells copied')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    '0001\tAirport 1\t""\n0002\tAirport 2\tCity 2\n0003\tAirport 3\t',
  );

  await page.getByRole('button', { name: 'Download' }).click();
  const [exported] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /^CSV, exact/ }).click(),
  ]);
  expect(await readFile(await exported.path(), 'utf8')).toBe(airports().replace('remark\n', 'note\n'));
});

test('the grid goes to a row, shows a long text, copies what is not loaded, and lets the focus out', async ({ page }) => {
  await page.goto(`/t/${await uploadTable(page.request, 'Runways', airports())}`);
  await page.getByRole('gridcell', { name: '0001', exact: true }).click();
  await page.keyboard.press('Control+g');
  await page.getByRole('textbox', { name: 'Row number' }).fill('9999');
  await page.getByRole('button', { name: 'Go', exact: true }).click();
  await expect(page.getByText(`Enter a whole number from 1 to ${ROWS}`)).toBeVisible();
  await look(page, 'go-to-row');
  await page.getByRole('textbox', { name: 'Row number' }).fill('402');
  await page.keyboard.press('Enter');
  await expect.poll(() => activeCell(page)).toBe('code, row 402: 0402');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Full text of remark, row 402')).toHaveValue(
    'first line\nsecond "line", with a comma',
  );
  await page.keyboard.press('Escape');
  await expect.poll(() => focusInGrid(page)).toBe(true);
  await page.keyboard.press('Control+Space');
  await page.keyboard.press('Control+c');
  await expect(page.getByText(`${ROWS} cells copied`)).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.startsWith('remark 1\n"first line\nsecond ""line"", with a comma"\nremark 3\n')).toBe(true);
  expect(copied.endsWith(`remark ${ROWS}`)).toBe(true);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect.poll(() => focusInGrid(page)).toBe(true); // a dialog gives the focus back once it is gone
  await page.keyboard.press('F6');
  await expect.poll(() => focusInGrid(page)).toBe(false);
});

test('an upload that was interrupted goes on with the same file', async ({ page }) => {
  const content = airports(160_000);
  let parts = 0;
  // The second part never arrives: the tab is closed meanwhile.
  await page.route('**/v2/uploads/*', (route) => {
    if (route.request().method() !== 'PATCH' || ++parts !== 2) return route.continue();
  });
  page.on('dialog', (dialog) => void dialog.accept());
  await page.goto('/upload');
  await choose(page, 'long.csv', content);
  await expect(page.getByRole('progressbar', { name: 'Uploading' })).toBeVisible();
  await expect(page.getByLabel('Name of column code')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Import', exact: true })).toBeDisabled();
  await page.reload();
  await expect(page.getByText('8 MiB of')).toBeVisible();
  await look(page, 'upload-interrupted');
  await choose(page, 'other.csv', airports(3));
  await expect(page.getByText('This is not the same file.')).toBeVisible();
  await choose(page, 'long.csv', content);
  await importNow(page);
  await expect(page.getByText('compared with the file')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('definition').first()).toHaveText('160,000');
});

test('files that cannot be read say what is wrong and what to do', async ({ page }) => {
  await page.goto('/upload');
  await choose(page, 'nothing.csv', '');
  await expect(page.getByText('nothing.csv is empty.')).toBeVisible();
  await choose(page, 'report.csv', '%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n');
  await expect(page.getByRole('alert').filter({ hasText: 'PDF' })).toBeVisible();
  await look(page, 'upload-pdf');
  await page.getByRole('button', { name: 'Choose another file' }).click();
  await expect(page.getByRole('button', { name: 'Choose file' })).toBeVisible();
});

test('a row with too many cells stops the import, or is listed and left out', async ({ page }) => {
  const ragged = `id,name\n${Array.from({ length: 60 }, (_, i) => (i === 39 ? '40,a,b,c' : `${i + 1},n${i + 1}`)).join('\n')}\n`;
  await page.goto('/upload');
  await choose(page, 'ragged.csv', ragged);
  await importNow(page);
  await expect(page.getByText('The import did not work')).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: '41' })).toBeVisible();
  const rejected = page.getByRole('region', { name: 'Rejected' });
  await expect(rejected.getByRole('row', { name: /^41 Whole row 40,a,b,c/ })).toBeVisible();
  await look(page, 'upload-failed');
  await page.getByRole('button', { name: 'Import the other rows' }).click();
  await expect(page.getByText('without the rows that could not be loaded')).toBeVisible();
  await expect(rejected.getByRole('row', { name: /^41 Whole row/ })).toBeVisible();
  const [rejects] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download rejects' }).click(),
  ]);
  expect(rejects.suggestedFilename()).toContain('rejects');
  await look(page, 'upload-rejected');
});

test('a type that does not fit its values stops the import and names the value', async ({ page }) => {
  await page.goto('/upload');
  await choose(page, 'amounts.csv', 'id,amount\n1,10\n2,ten\n3,30\n');
  await page.getByRole('button', { name: /Type of column amount/ }).click();
  await page.getByRole('option', { name: 'integer', exact: true }).click();
  await importNow(page);
  await expect(page.getByText('The import did not work')).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: 'amount' })).toBeVisible();
});
