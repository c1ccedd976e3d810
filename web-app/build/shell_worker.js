// Keeps the shell of the app (its page, scripts, styles and pictures) so that it opens without a network.
// It never sees an answer of the API: what the server says of people goes to the user's encrypted store alone.
const shell = 'minka-shell-SHELL_VERSION';
const files = 'SHELL_FILES';

self.addEventListener('install', (event) => {
    const keep = async () => {
        const cache = await caches.open(shell);
        await cache.addAll(['/', ...files].map((path) => new Request(path, { cache: 'reload' })));
        await self.skipWaiting();
    };
    event.waitUntil(keep());
});

self.addEventListener('activate', (event) => {
    const tidy = async () => {
        const names = await caches.keys();
        await Promise.all(
            names.filter((name) => name.startsWith('minka-shell-') && name !== shell).map((name) => caches.delete(name)),
        );
        await self.clients.claim();
    };
    event.waitUntil(tidy());
});

async function from_shell(request, path) {
    const cache = await caches.open(shell);
    return (await cache.match(path)) ?? fetch(request);
}

// A page is asked of the network first, so that a new version shows at once; without one the kept page answers.
async function page(request) {
    try {
        const answer = await fetch(request);
        return answer.ok ? answer : await from_shell(request, '/');
    } catch (problem) {
        if (problem instanceof TypeError) return from_shell(request, '/');
        throw problem;
    }
}

self.addEventListener('fetch', (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== 'GET' || url.origin !== self.location.origin || url.pathname.startsWith('/api/')) return;
    if (request.mode === 'navigate') {
        event.respondWith(page(request));
    } else if (files.includes(url.pathname)) {
        event.respondWith(from_shell(request, url.pathname));
    }
});
