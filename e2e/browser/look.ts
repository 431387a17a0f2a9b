import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { expect, type Page } from './journey';

const axe = readFileSync(
  createRequire(join(__dirname, '../../web/package.json')).resolve('axe-core/axe.min.js'),
  'utf8',
);
const results = join(__dirname, 'results');
const widths = [1280, 900];

/**
 * Looks at the page as it stands, in light and dark: axe must find nothing, and
 * nothing may be wider than the window. Leaves screenshots in results.
 */
export async function look(page: Page, name: string): Promise<void> {
  await expect(page.locator('h1').first()).toBeAttached();
  await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
  await page.evaluate(axe);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await violations(page), `axe on ${name} in ${colorScheme}`).toEqual([]);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 });
      await page.screenshot({ path: join(results, `${name}-${colorScheme}-${width}.png`), animations: 'disabled' });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, `${name} is wider than a window of ${width}`).toBeLessThanOrEqual(0);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

async function violations(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const scanner = (globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }).axe;
    const { violations } = await scanner.run();
    const summary = (nodes: AxeResults['violations'][number]['nodes']) =>
      nodes.map(({ target, failureSummary }) => `${target}: ${failureSummary}`).join(' | ');
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${summary(nodes)}`);
  });
}
