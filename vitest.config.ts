import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // They need Python, and have a configuration of their own.
    exclude: ['test/**/*.python.test.ts'],
    // The first import of aws-cdk-lib and the spawned CLI both take seconds on a small machine.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
