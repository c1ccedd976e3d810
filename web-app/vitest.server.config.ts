import { defineConfig } from 'vitest/config';

// Against `minka serve` itself (the program in MINKA, or build/checked/minka), over demos of their own.
export default defineConfig({
    test: {
        include: ['tests/server/**/*.test.ts'],
        environment: 'node',
        fileParallelism: false,
        testTimeout: 120_000,
        hookTimeout: 120_000,
    },
});
