import { defineConfig } from 'vitest/config';

/** The tests that open the reports in Chromium. They fail, and do not skip, where it is missing. */
export default defineConfig({
  test: {
    include: ['test/**/*.browser.test.ts'],
    // Each has a browser of its own.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
