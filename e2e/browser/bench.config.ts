import { defineConfig } from '@playwright/test';
import journeys from './playwright.config';

// The benches of the web app: programs that print figures, not tests of them.
export default defineConfig({
  ...journeys,
  testMatch: '*.bench.ts',
  timeout: 600_000,
  reporter: [['line']],
  use: { ...journeys.use, trace: 'off' },
});
