import { defineConfig } from 'vitest/config';

/** The tests that need Python: cfn-lint and moto_server. They fail, and do not skip, where those are missing. */
export default defineConfig({
  test: {
    globalSetup: 'test/infra/synthesize.ts',
    include: ['test/**/*.python.test.ts'],
    // The servers they start listen on ports of their own.
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
