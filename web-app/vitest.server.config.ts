import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { package_aliases } from './build/package_aliases.ts';

// Against `minka serve` itself (the program in MINKA, or build/checked/minka), over demos of their own.
export default defineConfig({
    // The table of screens is the app's own: every_screen.test.ts walks it.
    plugins: [vue()],
    resolve: { alias: package_aliases },
    test: {
        include: ['tests/server/**/*.test.ts'],
        environment: 'node',
        fileParallelism: false,
        testTimeout: 120_000,
        hookTimeout: 120_000,
    },
});
