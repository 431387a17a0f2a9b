import { type APIRequestContext, expect, type Page } from '@playwright/test';

const PART = 8 << 20;

/** Makes a table of a file without the pages, and resolves to its id. */
export async function uploadTable(request: APIRequestContext, name: string, content: string): Promise<string> {
  const { entries } = await (await request.get('/v2/upload-targets')).json();
  return importFile(request, `${name}.csv`, content, { connectionId: entries[0].connectionId, name });
}

/** Changes a table by a file without the pages. */
export async function changeTable(
  request: APIRequestContext,
  tableId: string,
  change: 'replace' | 'append' | 'upsert',
  content: string,
  key: string[] = [],
): Promise<void> {
  await importFile(request, 'change.csv', content, { tableId, change, key });
}

/** Uploads a file, imports it as asked, and resolves to the id of its table. */
async function importFile(
  request: APIRequestContext,
  fileName: string,
  content: string,
  data: object,
): Promise<string> {
  const bytes = Buffer.from(content);
  const created = await request.post('/v2/uploads', { data: { fileName, size: bytes.length } });
  const path = `/v2/uploads/${(await created.json()).uploadId}`;
  for (let start = 0; start < bytes.length; start += PART) {
    await request.patch(path, {
      headers: { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(start) },
      data: bytes.subarray(start, start + PART),
    });
  }
  await request.post(`${path}/import`, { data });
  const state = async () => (await (await request.get(path)).json()).state;
  await expect.poll(state, { timeout: 300_000 }).toBe('done');
  return (await (await request.get(path)).json()).tableId;
}

/** Chooses a file on the upload page. */
export async function choose(page: Page, name: string, content: string | Buffer): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choose file' }).click(),
  ]);
  await chooser.setFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
}

/** Starts the import of the file that is shown. */
export async function importNow(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Import', exact: true }).click();
}

/** Reads a column in a way its menu offers. */
export async function readAs(page: Page, column: string, choice: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`Type of column ${column}`) }).click();
  await page.getByRole('option', { name: choice }).click();
}
