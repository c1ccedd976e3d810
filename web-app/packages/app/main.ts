import '@ui/style/tokens.css';
import '@ui/style/base.css';
import App from '@app/App.vue';
import { watch_network } from '@app/connection';
import { i18n, language, use_language } from '@app/language';
import { router } from '@app/router';
import { use_session } from '@app/session';
import { createPinia } from 'pinia';
import { createApp } from 'vue';

async function open_app(): Promise<void> {
    const app = createApp(App).use(createPinia()).use(i18n);
    watch_network();
    use_language(language.value);
    await use_session().begin();
    app.use(router);
    await router.isReady();
    app.mount('#app');

    // Only over HTTPS, or on the machine itself, does a browser take a service worker.
    if (import.meta.env.PROD && 'serviceWorker' in navigator) void navigator.serviceWorker.register('/shell-worker.js');
}

void open_app();
