import { defineConfig } from 'vitest/config';

/** The tests that pack the package and install it, which takes a build and npm. */
export default defineConfig({
  test: {
    include: ['test/**/*.package.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
});
