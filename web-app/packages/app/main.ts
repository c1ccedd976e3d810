import '@ui/style/tokens.css';
import '@ui/style/base.css';
import App from '@app/App.vue';
import { is_connected, watch_network } from '@app/connection';
import { unsent_work } from '@app/keeping';
import { i18n, language, use_language } from '@app/language';
import { router } from '@app/router';
import { use_session } from '@app/session';
import { createPinia } from 'pinia';
import { createApp, watch } from 'vue';

/**
 * After a new version a page that was open asks for files that are gone: it is loaded anew, once, and not in a circle
 * when the fault is another.
 */
function take_up_new_version(): void {
    const mark = 'minka.reloaded';
    globalThis.addEventListener('vite:preloadError', (event) => {
        if (!is_connected.value || sessionStorage.getItem(mark) !== null) return;
        event.preventDefault();
        sessionStorage.setItem(mark, 'yes');
        location.reload();
    });
    router.afterEach(() => sessionStorage.removeItem(mark));
}

/** The first screen's own file is fetched beside the question who is signed in, not after it. */
function fetch_first_screen(): void {
    for (const { components } of router.resolve(location.pathname).matched) {
        for (const component of Object.values(components ?? {})) {
            if (typeof component === 'function') void (component as () => Promise<unknown>)().catch(() => undefined);
        }
    }
}

/** What waits in the journal goes when there is a signal, whatever screen is open; the code for it comes only then. */
function send_when_connected(): void {
    const session = use_session();
    const every_ms = 300_000;
    let busy = false;
    const attempt = async (): Promise<void> => {
        if (busy || !is_connected.value || session.state !== 'signed_in' || session.me === undefined) return;
        busy = true;
        try {
            if ((await unsent_work(session.me.id)).waiting > 0) await (await import('@app/quiet_sending')).send_quietly();
        } finally {
            busy = false;
        }
    };
    watch([is_connected, () => session.state], attempt, { immediate: true });
    setInterval(attempt, every_ms);
}

async function open_app(): Promise<void> {
    const app = createApp(App).use(createPinia()).use(i18n);
    watch_network();
    take_up_new_version();
    use_language(language.value);
    fetch_first_screen();
    await use_session().begin();
    send_when_connected();
    app.use(router);
    await router.isReady();
    app.mount('#app');

    // Only over HTTPS, or on the machine itself, does a browser take a service worker.
    if (import.meta.env.PROD && 'serviceWorker' in navigator) void navigator.serviceWorker.register('/shell-worker.js');
}

void open_app();
