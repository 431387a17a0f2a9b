import type { CDPSession } from '@playwright/test';
import { expect, type Page, test } from './journey';
import { uploadTable } from './uploading';

const ROWS = 1_000_000;
const ROUNDS = 5;

// One table for all of it: making it takes longer than measuring.
let path: string | undefined;

test.beforeEach(async ({ page }) => {
  path ??= `/t/${await uploadTable(page.request, 'bench', rows())}`;
});

test('first cells', async ({ page, browser, baseURL, admin }) => {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const cold = await browser.newContext({ baseURL, storageState: admin });
    times.push(await firstCells(await cold.newPage()));
    await cold.close();
  }
  report('web-first-cells', times, 1_000);
});

test('scrolling', async ({ page }) => {
  const session = await page.context().newCDPSession(page);
  await page.goto(path ?? '');
  await expect(page.getByRole('gridcell').first()).not.toBeEmpty();
  const slow: number[] = [];
  const fast: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    slow.push(await wheel(page, session, 120));
    fast.push(await wheel(page, session, 2_400));
  }
  report('web-scroll', slow, 20);
  report('web-scroll-fast', fast, 20);
});

/** Milliseconds from the beginning of the navigation to the frame that shows the first row. */
async function firstCells(page: Page): Promise<number> {
  await page.addInitScript(() => {
    const look = () => {
      const cell = document.querySelector('[role=gridcell]:not(.is-loading)');
      if (cell?.textContent) requestAnimationFrame(() => performance.mark('first cells'));
      else requestAnimationFrame(look);
    };
    look();
  });
  await page.goto(path ?? '');
  const mark = await page.waitForFunction(() => performance.getEntriesByName('first cells')[0]?.startTime);
  return (await mark.jsonValue()) ?? Number.POSITIVE_INFINITY;
}

/** Turns the wheel through the table for some seconds; the time that 95 % of the frames stay within. */
async function wheel(page: Page, session: CDPSession, step: number): Promise<number> {
  const box = await page.getByRole('grid').boundingBox();
  if (!box) throw new Error('the grid is not on the page');
  await page.evaluate(() => {
    const frames: number[] = [];
    const count = (now: number) => {
      frames.push(now);
      if (!('stop' in frames)) requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
    Object.assign(globalThis, { benchFrames: frames });
  });
  for (let turn = 0; turn < 120; turn++) {
    const turned = { type: 'mouseWheel', deltaX: 0, deltaY: step, x: box.x + 300, y: box.y + 200 } as const;
    await session.send('Input.dispatchMouseEvent', turned);
  }
  return page.evaluate(() => {
    const { benchFrames: frames } = globalThis as unknown as { benchFrames: number[] };
    Object.assign(frames, { stop: true });
    const lengths = frames.slice(1).map((at, i) => at - (frames[i] ?? at));
    return lengths.sort((a, b) => a - b)[Math.floor(lengths.length * 0.95)] ?? 0;
  });
}

function report(name: string, milliseconds: number[], limit: number): void {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const verdict = median > limit ? '  OVER THE LIMIT' : '';
  console.log(`${name} ${(median / limit).toFixed(2)} ${(median / 1000).toFixed(4)}s 1.0${verdict}`);
  console.log(`  ${sorted.map((ms) => ms.toFixed(1)).join(', ')} ms, at most ${limit} ms`);
}

function rows(): string {
  const lines = ['id,date,delay,distance,origin,destination'];
  const airports = ['LAS', 'PHL', 'ATL', 'SAV', 'MCI', 'MDW', 'ANC', 'LAX'];
  for (let i = 1; i <= ROWS; i++) {
    const day = String((i % 28) + 1).padStart(2, '0');
    lines.push(`${i},2001-01-${day},${(i * 7) % 240},${(i * 31) % 2600},${airports[i % 8]},${airports[(i * 5 + 3) % 8]}`);
  }
  return `${lines.join('\n')}\n`;
}
