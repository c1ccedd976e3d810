import { defineConfig } from 'vitest/config';

// Journeys drive a real Chromium against the built app (dist/); one at a time, since they share the machine.
export default defineConfig({
    test: {
        include: ['tests/journeys/**/*.test.ts'],
        environment: 'node',
        fileParallelism: false,
        testTimeout: 300_000,
        hookTimeout: 60_000,
    },
});
