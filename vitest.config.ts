import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: 'test/infra/synthesize.ts',
    include: ['test/**/*.test.ts'],
    // They need Python, Chromium or npm, and have configurations of their own.
    exclude: ['test/**/*.python.test.ts', 'test/**/*.browser.test.ts', 'test/**/*.package.test.ts'],
    // Some tests wait, for a service that throttles them or for a process: half a worker more than there are cores fills that time.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    // Loading modules anew for each file takes a third of the time, and no module here keeps anything.
    isolate: false,
    // The first import of aws-cdk-lib and the spawned CLI both take seconds on a small machine.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Rows are named by the verdict they expect, at the end of the name: show all of it.
    chaiConfig: { truncateThreshold: 0 },
  },
});
