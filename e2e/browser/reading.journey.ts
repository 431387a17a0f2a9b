import { expect, type Page, test } from './journey';
import { look } from './look';
import { choose, importNow, readAs, uploadTable } from './uploading';
import { workbook } from './workbook';

/** Sales as a European program writes them: a preamble, semicolons, decimal commas, days first or months first. */
function sales(rows = 40): string {
  const lines = ['Sales of the northern region', '', 'order;ordered on;amount;region'];
  for (let i = 1; i <= rows; i++) {
    const date = `${String((i % 12) + 1).padStart(2, '0')}/${String((i % 11) + 1).padStart(2, '0')}/2026`;
    lines.push(`${i};${date};${i === 7 ? 'NA' : `${i}.234,50`};${i % 2 ? 'Köln' : 'Århus'}`);
  }
  return `${lines.join('\r\n')}\r\n`;
}

/** Latin and Russian letters in one byte each. */
function windows1251(text: string): Buffer {
  const byte = (letter: string) => {
    const code = letter.charCodeAt(0);
    return code < 0x80 ? code : code - 0x410 + 0xc0;
  };
  return Buffer.from([...text].map(byte));
}

async function openTable(page: Page): Promise<void> {
  await expect(page.getByText('is in the warehouse')).toBeVisible();
  await page.getByRole('link', { name: 'Open table' }).click();
}

test('a member reads decimal commas and ambiguous dates as they mean them', async ({ page }) => {
  await page.goto('/upload');
  await choose(page, 'sales.csv', sales());
  await expect(page.getByText('Sales of the northern region', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: /^text \(found\) Type of column amount/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /^text \(found\) Type of column ordered on/ })).toBeVisible();
  await look(page, 'reading');

  await page.getByRole('button', { name: /Type of column ordered on/ }).click();
  await expect(page.getByRole('option', { name: /day first/i }).first()).toContainText('→');
  await look(page, 'reading-menu');
  await page.keyboard.press('Escape');
  await readAs(page, 'amount', /1\.234,5/);
  await expect(page.getByRole('heading', { name: 'What does not fit' })).toBeVisible();
  await look(page, 'reading-problems');
  await page.getByRole('button', { name: 'Show line 10' }).press('Enter');
  await expect(page.getByRole('tooltip')).toContainText('Does not fit');
  await look(page, 'reading-problem');
  await page.getByText('NA is NULL').click();
  await expect(page.getByRole('heading', { name: 'What does not fit' })).toHaveCount(0);
  await readAs(page, 'ordered on', /day first/i);
  await importNow(page);
  await openTable(page);

  await page.getByRole('gridcell', { name: '1234.50', exact: true }).click();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
    'ordered on, row 1: 2026-02-02',
  );
});

test('what was decided about a file says why, can be changed, and goes back', async ({ page }) => {
  await page.goto('/upload');
  await choose(page, 'decided.csv', sales());
  const panel = page.getByRole('region', { name: 'How the file is written' });
  await panel.getByRole('button', { name: 'Show and change' }).click();
  await expect(panel.getByText(/records have 4 columns/).first()).toBeVisible();
  await look(page, 'reading-panel');

  await panel.getByRole('button', { name: /Delimiter/ }).click();
  await page.getByRole('option', { name: 'Other…' }).click();
  await panel.getByRole('textbox', { name: 'Delimiter: one character' }).fill('/');
  await page.keyboard.press('Enter');
  await expect(panel.getByText('You chose it.')).toBeVisible();
  await look(page, 'reading-chosen');
  await panel.getByRole('button', { name: 'Reset Delimiter to what was found' }).click();
  await expect(page.getByLabel('Name of column ordered on')).toBeVisible();

  await readAs(page, 'region', 'Other format…');
  const dialog = page.getByRole('dialog', { name: 'How region is written' });
  await dialog.getByRole('textbox', { name: /Words for no value/ }).fill('Köln');
  await page.keyboard.press('Enter');
  await look(page, 'reading-format');
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('Köln is NULL')).toBeVisible();
});

test('a file that does not say how its characters are written asks, and shows each way', async ({ page }) => {
  await page.goto('/upload');
  await choose(page, 'names.csv', windows1251('id,name\n1,Привет мир\n2,Москва и область\n'));
  const ways = page.getByRole('radiogroup', { name: 'Which of these reads right?' });
  await expect(ways.getByRole('radio', { name: /WINDOWS-1251.*Привет/ })).toBeVisible();
  await look(page, 'reading-undecided');
  await ways.getByRole('radio').first().focus();
  await page.keyboard.press('Space');
  await ways.getByText('WINDOWS-1251').click();
  await page.getByRole('button', { name: 'Use this encoding' }).click();
  await expect(page.getByRole('cell', { name: 'Привет мир' })).toBeVisible();
});

test('a workbook is read sheet by sheet', async ({ page }) => {
  const book = workbook([
    { name: 'Costs', rows: [['what', 'amount'], ['rent', 1200.5], ['light', 80]] },
    { name: 'Sales', rows: [['area', 'units'], ['north', 7], ['south', 9]] },
  ]);
  await page.goto('/upload');
  await choose(page, 'budget.xlsx', book);
  await expect(page.getByLabel('Name of column what')).toBeVisible();
  await page.getByRole('button', { name: /Sheet/ }).click();
  await page.getByRole('option', { name: 'Sales' }).click();
  await expect(page.getByLabel('Name of column area')).toBeVisible();
  await look(page, 'reading-workbook');
  await importNow(page);
  await openTable(page);
  await expect(page.getByRole('gridcell', { name: 'south', exact: true })).toBeVisible();
});

test('choices are remembered for the next file of the source, and can be forgotten', async ({ page }) => {
  await page.goto('/upload');
  await choose(page, 'stock 2026-01.csv', 'code,count\n01,5\n02,6\n');
  await readAs(page, 'code', 'integer');
  await page.getByLabel('Name of column count').fill('pieces');
  await importNow(page);
  await expect(page.getByText('is in the warehouse')).toBeVisible();

  await page.getByRole('link', { name: 'Upload another file' }).click();
  await choose(page, 'stock 2026-02.csv', 'count,code\n7,03\n8,04\n');
  await expect(page.getByText('Read as you chose for stock 2026-01.csv')).toBeVisible();
  await expect(page.getByLabel('Name of column count')).toHaveValue('pieces');
  await expect(page.getByRole('button', { name: /^integer Type of column code/ })).toBeVisible();
  await look(page, 'reading-remembered');
  await page.getByRole('button', { name: 'Forget those choices' }).click();
  await expect(page.getByText('The choices are forgotten.')).toBeVisible();
  await expect(page.getByLabel('Name of column count')).toHaveValue('count');
  await page.reload();
  await expect(page.getByLabel('Name of column count')).toHaveValue('count');
  await expect(page.getByText('Read as you chose for')).toHaveCount(0);
});

test('a thousand columns stay at hand', async ({ page }) => {
  const names = Array.from({ length: 1000 }, (_, i) => `column ${i + 1}`);
  await page.goto('/upload');
  await choose(page, 'wide.csv', `${names.join(',')}\n${`${names.map((_, i) => i).join(',')}\n`.repeat(20)}`);
  await expect(page.getByLabel('Name of column column 1', { exact: true })).toBeVisible();
  await page.getByRole('combobox', { name: 'Go to column' }).selectOption('column 900');
  await page.getByLabel('Name of column column 900').fill('the one');
  for (let i = 0; i < 30; i++) await page.keyboard.press('Tab');
  await expect(page.getByLabel('Name of column column 910')).toBeFocused();
  await look(page, 'reading-wide');
});

test('the certificate of a table says what was compared, and how to check it', async ({ page }) => {
  await page.goto('/upload');
  await choose(page, 'proof.csv', 'id,name,day\n1,a,2020-01-01\n2,,2020-01-02\n');
  await importNow(page);
  await page.getByRole('link', { name: 'Read certificate' }).click();
  await expect(page.getByRole('heading', { name: 'Certificate of proof' })).toBeVisible();
  await expect(page.getByText('2 rows in 3 columns were read from the file')).toBeVisible();
  const day = page.getByRole('row', { name: /^day date/ });
  await expect(day).toContainText('2020-01-02');
  await expect(day).toContainText('equal');
  await look(page, 'certificate');
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download JSON' }).click(),
  ]);
  expect(saved.suggestedFilename()).toContain('certificate.json');
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden();
  await expect(page.getByText('2 rows in 3 columns')).toBeVisible();
  await page.emulateMedia({ media: 'screen' });
  await page.getByRole('link', { name: 'Open table' }).click();
  await page.getByRole('link', { name: 'Certificate' }).click();
  await expect(page.getByRole('heading', { name: 'Certificate of proof' })).toBeVisible();
  await page.goto('/t/nothing/certificate');
  await expect(page.getByRole('alert')).toBeVisible();
  await look(page, 'certificate-missing');
});

test('a file changes rows of a table by key, once what it does to the columns is accepted', async ({ page }) => {
  const tableId = await uploadTable(page.request, 'Prices', 'code,price\na,1\nb,2\n');
  await page.goto(`/upload?into=${tableId}`);
  await choose(page, 'news.csv', 'code,price,note\nb,3,dearer\nc,4,new\n');
  await expect(page.getByRole('button', { name: /^Replaces all rows of a table What the file does/ })).toBeVisible();
  await page.getByRole('button', { name: /What the file does/ }).click();
  await page.getByRole('option', { name: /by key/ }).click();
  await page.getByRole('button', { name: /Choose a column Key/ }).click();
  await page.getByRole('option', { name: 'code' }).click();
  const changes = page.getByRole('region', { name: 'Changes of columns' });
  await expect(changes.getByRole('row', { name: /^note not there text/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Import', exact: true })).toBeDisabled();
  await look(page, 'upload-upsert');
  await page.getByText('Accept these changes of the columns').click();
  await importNow(page);
  await openTable(page);
  await expect(page.getByRole('grid', { name: 'Prices' })).toHaveAttribute('aria-rowcount', '4');
  await expect(page.getByRole('gridcell', { name: 'dearer', exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Certificate' }).click();
  await expect(page.getByText('2 rows of the file went into the table, which has 3 rows')).toBeVisible();
  await look(page, 'certificate-upsert');
});
