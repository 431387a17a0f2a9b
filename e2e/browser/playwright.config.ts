import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

// The journeys use a Chromium that is already on the machine: nothing is
// downloaded. WRIT_TEST_CHROMIUM names another one.
const chromium = process.env.WRIT_TEST_CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(chromium)) {
  throw new Error(`There is no ${chromium}: install the package chromium, or name a browser in WRIT_TEST_CHROMIUM.`);
}

export default defineConfig({
  testDir: '.',
  testMatch: '*.journey.ts',
  outputDir: './results/artifacts',
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    timezoneId: 'UTC',
    permissions: ['clipboard-read', 'clipboard-write'],
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: chromium,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
