import type { APIRequestContext } from '@playwright/test';
import { expect, type Page, test } from './journey';
import { look } from './look';
import { type Mailbox, startMailbox } from './mailbox';
import { uploadTable } from './uploading';

let mailbox: Mailbox;
test.beforeAll(async () => {
  mailbox = await startMailbox();
});
test.afterAll(() => mailbox.stop());

const off = { host: '', port: 0, tls: '', from: '' };

async function sendMailsThrough(request: APIRequestContext, server: object): Promise<void> {
  const { version } = await (await request.get('/v2/organization/mail')).json();
  const saved = await request.put('/v2/organization/mail', { data: { ...server, version } });
  expect(saved.status(), await saved.text()).toBe(200);
}

async function open(page: Page, table: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `Send ${table}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

test('a member sends a table now and on a schedule', async ({ page, server }) => {
  const tableId = await uploadTable(page.request, 'Ports', 'code,name\n1,Lagos\n2,Bergen\n');
  await page.goto(`/t/${tableId}`);

  await open(page, 'Ports', 'Send…');
  const send = page.getByRole('dialog', { name: 'Send Ports' });
  const now = send.getByRole('button', { name: 'Send now' });
  await now.click();
  await expect(send.getByText('Name at least one member or address')).toBeVisible();
  await look(page, 'send-refused');
  await send.getByRole('option', { name: server.email }).click();
  await expect(send.getByRole('list', { name: 'Chosen members' })).toContainText('First Admin');
  await now.click();
  await expect(send.getByText('The organization sends no mails.')).toBeVisible();
  await sendMailsThrough(page.request, {
    host: '127.0.0.1',
    port: mailbox.port,
    tls: 'none',
    from: 'Writ <writ@example.com>',
  });
  await send.getByLabel('E-mail addresses').fill('out@example.net');
  await now.click();
  await expect(send.getByText('sends exports to its members only')).toBeVisible();
  await send.getByLabel('E-mail addresses').fill('');
  await send.getByLabel('Subject').fill('All our ports');
  await look(page, 'send');
  await now.click();
  await expect(page.getByText('Ports is on its way')).toBeVisible();
  await expect.poll(() => mailbox.mails.filter((mail) => mail.includes('All our ports')).length).toBe(1);

  await open(page, 'Ports', 'Schedules…');
  const schedules = page.getByRole('dialog', { name: 'Schedules of Ports' });
  await expect(schedules.getByText('Nothing is scheduled')).toBeVisible();
  await look(page, 'schedules-empty');
  await schedules.getByRole('button', { name: 'New schedule' }).click();
  const form = page.getByRole('dialog', { name: 'New schedule of Ports' });
  await form.getByRole('option', { name: server.email }).click();
  await form.getByLabel('Time zone').fill('Mars/Olympus');
  await form.getByRole('button', { name: 'Create schedule' }).click();
  await expect(form.getByText('"Mars/Olympus" is not a time zone.')).toBeVisible();
  await form.getByLabel('Time zone').fill('Europe/Berlin');
  await form.getByLabel('Subject').fill('Ports of the day');
  await look(page, 'schedule-form');
  await form.getByRole('button', { name: 'Create schedule' }).click();

  const daily = 'Every day at 06:30 (Europe/Berlin)';
  await expect(schedules.getByRole('heading', { name: daily })).toBeVisible();
  await schedules.getByRole('button', { name: `Run now: ${daily}` }).click();
  await expect(schedules.getByText('Last: sent')).toBeVisible();
  expect(mailbox.mails.filter((mail) => mail.includes('Ports of the day'))).toHaveLength(1);
  await schedules.getByRole('button', { name: `Pause: ${daily}` }).click();
  await expect(schedules.getByText('Paused')).toBeVisible();
  await look(page, 'schedules');
  await schedules.getByRole('button', { name: `Resume: ${daily}` }).click();
  await expect(schedules.getByText('Next:')).toBeVisible();

  await schedules.getByRole('button', { name: `Change: ${daily}` }).click();
  const change = page.getByRole('dialog', { name: 'Change a schedule of Ports' });
  await expect(change.getByLabel('Subject')).toHaveValue('Ports of the day');
  await change.getByRole('button', { name: /How often/ }).click();
  await page.getByRole('option', { name: 'Cron expression' }).click();
  await change.getByRole('textbox', { name: 'Cron expression' }).fill('* * * * *');
  await change.getByRole('button', { name: 'Save' }).click();
  await expect(change.getByText('A table is sent every 15 minutes at most.')).toBeVisible();
  await change.getByRole('textbox', { name: 'Cron expression' }).fill('0 7 * * 1');
  await change.getByRole('button', { name: 'Save' }).click();
  const weekly = 'Every Monday at 07:00 (Europe/Berlin)';
  await schedules.getByRole('button', { name: `Delete: ${weekly}` }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await expect(schedules.getByText('Nothing is scheduled')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(schedules).toBeHidden();
  await sendMailsThrough(page.request, off);
});
