import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: 'test/infra/synthesize.ts',
    include: ['test/**/*.test.ts'],
    // They need Python, Chromium or npm, and have configurations of their own.
    exclude: ['test/**/*.python.test.ts', 'test/**/*.browser.test.ts', 'test/**/*.package.test.ts'],
    // Vitest leaves one core free for people who watch it; of two that is half.
    maxWorkers: '100%',
    // The first import of aws-cdk-lib and the spawned CLI both take seconds on a small machine.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Rows are named by the verdict they expect, at the end of the name: show all of it.
    chaiConfig: { truncateThreshold: 0 },
  },
});
