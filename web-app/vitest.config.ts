import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { package_aliases } from './build/package_aliases.ts';

export default defineConfig({
    plugins: [vue()],
    resolve: { alias: package_aliases },
    test: { include: ['tests/unit/**/*.test.ts'], environment: 'node', restoreMocks: true },
});
