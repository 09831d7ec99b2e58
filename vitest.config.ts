import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // They need Python or Chromium, and have configurations of their own.
    exclude: ['test/**/*.python.test.ts', 'test/**/*.browser.test.ts'],
    // The first import of aws-cdk-lib and the spawned CLI both take seconds on a small machine.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Rows are named by the verdict they expect, at the end of the name: show all of it.
    chaiConfig: { truncateThreshold: 0 },
  },
});
