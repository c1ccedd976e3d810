// Asks the server who is signed in, and what the first screen shows, while the app itself is still on its way: on a slow
// line that saves two journeys there and back. The app takes these answers, each once (packages/app/early_answers.ts).
(() => {
    const answers = new Map();
    globalThis.minka_early = answers;
    if (localStorage.getItem('minka.sign_out_waits') !== null) return;
    const language = localStorage.getItem('minka.language') === 'en' ? 'en' : 'es';
    const ask = (path) => {
        const answer = fetch(`/api/v1${path}`, {
            credentials: 'same-origin',
            cache: 'no-store',
            headers: { accept: 'application/json', 'accept-language': language },
        });
        answer.catch(() => undefined);
        answers.set(path, answer);
        return answer;
    };
    const [code, list, ...rest] = location.pathname.split('/').filter((part) => part !== '');
    const lists = ['teams', 'schools', 'cycles', 'people'];

    async function begin() {
        const answer = await ask('/me');
        if (!answer.ok) return;
        const me = await answer.clone().json();
        const grants = me.grants ?? [];
        const grant = code === undefined ? grants[0] : grants.find((one) => one.programme.code === code);
        if (grant === undefined || me.must_change_password || me.language !== language) return;
        const programme = `/programmes/${grant.programme.id}`;
        ask(`${programme}/profile`);
        if (list === undefined) ask(`${programme}/home`);
        else if (rest.length === 0 && location.search === '' && lists.includes(list)) ask(`${programme}/${list}`);
    }
    begin().catch(() => undefined);
})();
