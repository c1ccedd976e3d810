import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { package_aliases } from './build/package_aliases.ts';
import { shell_worker } from './build/shell_worker.ts';

/** Parts of every list and form: small, and never needed singly. */
const list_parts =
    /(?:ui[\\/]parts[\\/](?:AppBadge|AppField|AppSelect|CardTable|FilterFold|EmptyState)|app[\\/]parts[\\/]MoreOfList|app[\\/]screens[\\/](?:url_filters|typed_search))\b/;

export default defineConfig({
    plugins: [vue(), shell_worker()],
    resolve: { alias: package_aliases },
    define: {
        __VUE_OPTIONS_API__: false,
        __VUE_PROD_DEVTOOLS__: false,
        __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
        __VUE_I18N_FULL_INSTALL__: false,
        __VUE_I18N_LEGACY_API__: false,
        __INTLIFY_PROD_DEVTOOLS__: false,
        __INTLIFY_DROP_MESSAGE_COMPILER__: false,
    },
    build: {
        target: 'es2020', // Android phones of about 2020 on
        // Nothing is written into the page itself: the content security policy allows files of our own only.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        sourcemap: false,
        reportCompressedSize: false,
        rolldownOptions: {
            // The forms' engine brings emscripten's loader, which evaluates texts in cases that do not occur; the policy forbids it.
            checks: { eval: false },
            output: {
                // On a slow line each file is a journey there and back: what most screens use comes in one.
                codeSplitting: {
                    groups: [
                        { name: 'libraries', test: /node_modules[\\/](?:@vue|vue|vue-router|vue-i18n|@intlify|pinia|vue-demi)[\\/]/, priority: 3 },
                        { name: 'lists', test: list_parts, priority: 2 },
                    ],
                },
            },
        },
    },
});
