import { expect, test } from './journey';
import { look } from './look';

const orphan = {
  objectId: 'o1',
  name: 'SIGDS_0190f5c4',
  path: ['writ_objects', 'SIGDS_0190f5c4'],
  formerPath: [],
  connectionId: 'c1',
  connectionName: 'embedded',
  kind: 'table',
  state: 'exists',
  isMoving: false,
  isOrphan: true,
  finding: null,
  why: 'It belongs to no table, and what it was made for is forgotten.',
  table: null,
  bytes: 4096,
  measuredAt: '2026-01-31T12:00:00Z',
  lastUsedAt: null,
  dropAt: null,
  createdAt: '2026-01-31T12:00:00Z',
  updatedAt: '2026-01-31T12:00:00Z',
  canQuarantine: true,
  canRestore: false,
  canDrop: true,
};

test('an Admin sees what Writ made in a warehouse, and looks into it', async ({ page }) => {
  await page.goto('/admin/objects');
  await expect(page.getByText('It holds the table').first()).toBeVisible();
  await page.getByRole('button', { name: 'Look now: embedded' }).click();
  await expect(page.getByText('Looked into embedded')).toBeVisible();
  await look(page, 'objects');
  await page.getByRole('button', { name: /All that are there/ }).click();
  await page.getByRole('option', { name: /^Strangers/ }).click();
  await expect(page.getByText('No strangers')).toBeVisible();
  await page.getByRole('button', { name: /^Strangers/ }).click();
  await page.getByRole('option', { name: /^Missing/ }).click();
  await expect(page.getByText('No object fits what you chose.')).toBeVisible();
});

// No use of Writ makes an orphan on purpose, so the server's answers are played.
test('an orphan is put aside, and that can be undone', async ({ page }) => {
  let entries = [orphan];
  await page.route('**/v2/managed-objects?*', (route) => route.fulfill({ json: { entries, nextPage: null } }));
  const aside = { ...orphan, state: 'quarantined', canQuarantine: false, canRestore: true };
  await page.route('**/v2/managed-objects/o1/quarantine', (route) => {
    entries = []; // it fits the filter no more
    return route.fulfill({ json: aside });
  });
  await page.route('**/v2/managed-objects/o1/restore', (route) => {
    entries = [orphan];
    return route.fulfill({ json: orphan });
  });
  const wrong = { code: 'invalid', message: 'confirm must be its name', hint: '', requestId: 'r' };
  await page.route('**/v2/managed-objects/o1?*', (route) =>
    route.request().url().endsWith('confirm=SIGDS_0190f5c4')
      ? route.fulfill({ json: { ...orphan, state: 'dropped' } })
      : route.fulfill({ status: 400, json: wrong }),
  );
  await page.goto('/admin/objects');
  await page.getByRole('button', { name: 'Put aside: SIGDS_0190f5c4' }).click();
  await expect(page.getByText('is renamed within its schema')).toBeVisible();
  await look(page, 'objects-quarantine');
  await page.getByRole('button', { name: 'Put aside', exact: true }).press('Enter');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('is back under its name')).toBeVisible();

  await page.getByRole('button', { name: 'Drop: SIGDS_0190f5c4' }).click();
  await page.getByLabel('Type its name to confirm').fill('SIGDS_0190f5c');
  await page.getByRole('button', { name: 'Drop', exact: true }).click();
  await expect(page.getByText('confirm must be its name')).toBeVisible(); // where it was typed
  await page.getByLabel('Type its name to confirm').fill('SIGDS_0190f5c4');
  await look(page, 'objects-drop');
  const sent = page.waitForRequest((request) => request.method() === 'DELETE');
  await page.getByRole('button', { name: 'Drop', exact: true }).click();
  expect((await sent).url()).toContain('confirm=SIGDS_0190f5c4');
  await expect(page.getByText('SIGDS_0190f5c4 was dropped')).toBeVisible();
});
