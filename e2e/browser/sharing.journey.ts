import { makeFile } from './files';
import { expect, join, type Page, test } from './journey';
import { look } from './look';

/** Chooses somebody in the share dialog that is open, by a part of their name. */
async function choose(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: /^Share / });
  await dialog.getByRole('searchbox', { name: 'Search people and teams' }).fill(name);
  const option = dialog.getByRole('listbox', { name: 'People and teams' }).getByRole('option', { name });
  await option.click();
  await expect(option).toHaveAttribute('aria-selected', 'true');
}

test('share, open, be denied, ask, be approved, and lose it again', async ({ page, browser, baseURL }) => {
  const bob = await join(page, browser, baseURL ?? '', 'bob.share@example.org', 'Build');
  const eve = await join(page, browser, baseURL ?? '', 'eve.share@example.org', 'View');
  const workspace = await makeFile(page.request, 'workspace', 'Closing');
  const plan = await makeFile(page.request, 'workbook', 'Secret plan', workspace);

  await test.step('who was not given anything is told nothing, and asks', async () => {
    await bob.goto(`/w/${plan}`);
    await expect(bob.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(bob.getByText('Secret plan')).toHaveCount(0);
    await look(bob, 'sharing-denied');
    await bob.getByLabel('Message').fill('For the closing of October');
    await bob.getByRole('button', { name: 'Request access' }).press('Enter');
    await expect(bob.getByText('Request sent').first()).toBeVisible();
  });

  await test.step('who decides hears of it at once, and approves', async () => {
    await page.goto('/');
    const bell = page.getByRole('button', { name: /^Notifications, \d+ unread/ });
    await expect(bell).toBeVisible();
    await bell.press('Enter');
    await expect(page.getByText('For the closing of October')).toBeVisible();
    await look(page, 'sharing-bell');
    await page.keyboard.press('Escape');
    await page.goto('/requests');
    const request = page.getByRole('list', { name: 'Requests that wait for you' }).getByRole('listitem').filter({ hasText: 'bob.share' });
    await expect(request).toContainText('Secret plan');
    await look(page, 'sharing-requests');
    await request.getByRole('button', { name: /Level for/ }).click();
    await page.getByRole('option', { name: 'Can edit' }).click();
    await request.getByRole('button', { name: /^Approve/ }).click();
    await expect(page.getByText('bob.share@example.org: Can edit')).toBeVisible();
    await expect(request).toHaveCount(0);
  });

  await test.step('and it opens', async () => {
    await expect(bob.getByRole('button', { name: /^Notifications, 1 unread/ })).toBeVisible();
    await bob.goto(`/w/${plan}`);
    await expect(bob.getByRole('heading', { level: 1, name: 'Secret plan' })).toBeVisible();
  });

  await test.step('an editor shares, after seeing what that would do', async () => {
    await bob.getByRole('button', { name: 'Share…' }).click();
    const dialog = bob.getByRole('dialog', { name: 'Share Secret plan' });
    await expect(dialog.getByRole('region', { name: 'Given here' }).getByRole('row', { name: /bob\.share/ })).toBeVisible();
    await look(bob, 'sharing-dialog');
    await choose(bob, 'eve.share');
    await expect(dialog.getByText('1 person gains, nobody loses.')).toBeVisible();
    await dialog.getByText('Who exactly?').click();
    await expect(dialog.getByText('eve.share@example.org: No access → Can view')).toBeVisible();
    await look(bob, 'sharing-what-if');
    await dialog.getByRole('button', { name: 'Share', exact: true }).click();
    await expect(bob.getByText('eve.share@example.org: Can view')).toBeVisible();
    await dialog.getByRole('button', { name: 'Everybody who has access' }).click();
    const who = dialog.getByRole('region', { name: 'Everybody who has access' });
    await expect(who.getByRole('row', { name: /eve\.share/ })).toContainText('Can view');
    await who.getByRole('row', { name: /eve\.share/ }).getByText('Why?').click();
    await look(bob, 'sharing-why');
    await dialog.getByRole('button', { name: 'Close' }).last().click();
  });

  await test.step('who it was shared with finds it, and no longer once it is taken back', async () => {
    await eve.goto('/shared');
    await expect(eve.getByText('Secret plan').first()).toBeVisible();
    await bob.getByRole('button', { name: 'Share…' }).click();
    await bob.getByRole('button', { name: /^Remove eve\.share/ }).click();
    const ask = bob.getByRole('alertdialog', { name: /^Remove eve\.share/ });
    await expect(ask.getByText('Nobody gains, 1 person loses.')).toBeVisible();
    await look(bob, 'sharing-remove');
    await ask.getByRole('button', { name: 'Remove' }).press('Enter');
    await expect(bob.getByText(/eve\.share@example\.org no longer has this access/)).toBeVisible();
    await eve.goto(`/w/${plan}`);
    await expect(eve.getByText('Secret plan')).toHaveCount(0);
    await expect(eve.getByRole('button', { name: 'Request access' })).toBeVisible();
  });
  await bob.context().close();
  await eve.context().close();
});

test('a team is made, filled, shared with and deleted', async ({ page, browser, baseURL }) => {
  const tim = await join(page, browser, baseURL ?? '', 'tim.team@example.org', 'Build');
  const folder = await makeFile(page.request, 'workspace', 'Team room');
  await page.goto('/admin/teams');
  await look(page, 'teams-empty');
  await page.getByRole('button', { name: 'New team' }).click();
  await page.getByLabel('Name').fill('Finance <b>2027</b> 🧮');
  await look(page, 'team-new');
  await page.keyboard.press('Enter');
  const row = page.getByRole('row', { name: /Finance/ });
  await expect(row).toBeVisible();
  await row.getByRole('button', { name: /^Members of/ }).click();
  const inside = page.getByRole('dialog', { name: /^Members of/ });
  await inside.getByRole('searchbox', { name: 'Search people to add' }).fill('tim.team');
  await inside.getByRole('option', { name: /tim\.team/ }).click();
  await inside.getByRole('button', { name: 'Add to the team' }).click();
  await expect(inside.getByRole('row', { name: /tim\.team/ })).toBeVisible();
  await look(page, 'team-members');
  await inside.getByRole('button', { name: 'Close' }).last().click();

  await page.goto(`/f/${folder}`);
  await page.getByRole('button', { name: 'Share…' }).click();
  await choose(page, 'Finance');
  const dialog = page.getByRole('dialog', { name: 'Share Team room' });
  await expect(dialog.getByText('1 person gains, nobody loses.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Share', exact: true }).click();
  await tim.goto(`/f/${folder}`);
  await expect(tim.getByRole('heading', { level: 1, name: 'Team room' })).toBeVisible();
  await tim.goto('/teams');
  await expect(tim.getByText('You are in it')).toBeVisible();

  await page.goto('/admin/teams');
  await page.getByRole('row', { name: /Finance/ }).getByRole('button', { name: /^Delete/ }).click();
  const ask = page.getByRole('alertdialog');
  await ask.getByRole('button', { name: 'Delete' }).click();
  await look(page, 'team-delete');
  await ask.getByRole('button', { name: 'Delete with what it was given' }).click();
  await expect(page.getByText(/is deleted/)).toBeVisible();
  await tim.goto(`/f/${folder}`);
  await expect(tim.getByText('Team room')).toHaveCount(0);
  await tim.context().close();
});
