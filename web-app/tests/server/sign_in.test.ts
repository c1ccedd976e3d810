import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CookieClient } from './cookie_client';
import { start_identity_provider, type IdentityProvider } from './identity_provider.mjs';
import { has_browser, open_browser, open_page, picture, settled, violations } from '../chromium';
import { RealServer } from './real_server';

const secret = 'client:secret & 100% +plus/that never leaves';
const own_password = 'tres piedras y un camino';

/** Types a name into the provider's own pages and agrees; returns the address that the browser is sent back to. */
async function type_at_provider(client: CookieClient, page: string, name: string, back: string): Promise<string> {
    let address = page;
    for (let step = 0; step < 12; step += 1) {
        const response = await client.ask(address);
        const to = response.headers.get('location');
        if (to !== null) {
            address = new URL(to, address).href;
            if (address.startsWith(back)) return address;
            continue;
        }
        const html = await response.text();
        const prompt = /name="prompt" value="(\w+)"/.exec(html)?.[1];
        if (prompt === undefined) throw new Error(`no form at ${address}: ${/<body[^]*/.exec(html)?.[0]}`);
        const answer = await client.post_form(address, prompt === 'login' ? { prompt, login: name, password: 'x' } : { prompt });
        address = new URL(answer.headers.get('location') ?? '', address).href;
        if (address.startsWith(back)) return address;
    }
    throw new Error('the provider never sent the browser back');
}

describe.each(['rs256', 'es256'])('an account at an identity provider that signs with %s', (algorithm) => {
    let server: RealServer;
    let provider: IdentityProvider;
    let back: string;
    const log = (): string => `${server.folder}/log.jsonl`;

    beforeAll(async () => {
        server = await RealServer.make('apostemos');
        back = `${server.address}/api/v1/sign-in/provider/return`;
        provider = await start_identity_provider(back, secret);
        await server.write_file('client.secret', secret);
        const settings = [
            `issuer: ${provider.issuer}`,
            `client_id: minka-${algorithm}`,
            'client_secret_file: client.secret',
            `address: ${server.address}`,
            'name: {es: Cuenta del ministerio, en: Ministry account}',
        ];
        const file = await server.write_file('oidc.yaml', `${settings.join('\n')}\n`);
        const once = await server.open_account('jorge', 'Jorge Prueba', 'apostemos', 'administrator');
        await server.open_account('lucia', 'Lucía Prueba', 'apostemos', 'national_directorate');
        await server.serve('--oidc', file, '--log', log());
        const administrator = new CookieClient();
        await administrator.post_json(`${server.address}/api/v1/login`, { login: 'jorge', password: once });
        await administrator.post_json(`${server.address}/api/v1/me/password`, { current: once, fresh: own_password });
    }, 120_000);
    afterAll(async () => {
        await server.end();
        await provider.close();
    });

    const begin = async (client: CookieClient, to = '/apostemos/teams'): Promise<string> => {
        const response = await client.post_json(`${server.address}/api/v1/sign-in/provider`, { to });
        expect(response.status).toBe(200);
        return ((await response.json()) as { address: string }).address;
    };
    const come_back = async (client: CookieClient, address: string): Promise<string> => {
        const response = await client.ask(address);
        expect(response.status).toBe(303);
        return response.headers.get('location') ?? '';
    };

    it('opens nothing until an administrator links it by the code that the person reads out, and then their account', async () => {
        const person = new CookieClient();
        const page = await begin(person);
        expect(page).toContain('code_challenge_method=S256');
        const first = await come_back(person, await type_at_provider(person, page, '40811223', back));
        expect(first).toBe('/login?provider=unlinked');
        expect(person.cookie(server.address, 'minka_session')).toBeUndefined();
        const ways = (await (await person.ask(`${server.address}/api/v1/sign-in/ways`)).json()) as { link_code: string };

        const administrator = new CookieClient();
        const me = await (await administrator.post_json(`${server.address}/api/v1/login`, { login: 'jorge', password: own_password })).json();
        const programme = `${server.address}/api/v1/programmes/${me.grants[0].programme.id}`;
        const accounts = (await (await administrator.ask(`${programme}/accounts`)).json()) as { items: { id: string; login: string }[] };
        const lucia = accounts.items.find((one) => one.login === 'lucia');
        const linked = await administrator.post_json(`${programme}/accounts/${lucia?.id}/links`, { code: ways.link_code });
        expect(linked.status).toBe(201);

        const again = await come_back(person, await type_at_provider(person, await begin(person), '40811223', back));
        expect(again).toBe('/apostemos/teams');
        const entered = await (await person.ask(`${server.address}/api/v1/me`)).json();
        expect(entered.login).toBe('lucia');
        expect(entered.must_change_password).toBe(false);
    });

    it.skipIf(!has_browser)('is a button on the door, and shows the code on the way back; from the linked one on it opens the page wanted', async () => {
        const browser = await open_browser();
        const { page, complaints } = await open_page(browser, algorithm === 'rs256' ? 'phone' : 'desktop');
        const enter = page.getByRole('button', { name: 'Entrar con: Cuenta del ministerio' });
        const at_provider = async (name: string): Promise<void> => {
            await enter.click();
            await page.waitForURL((url) => url.origin === provider.issuer);
            await page.locator('input[name=login]').fill(name);
            await page.locator('input[name=password]').fill('x');
            await page.locator('button[type=submit]').click();
            await page.locator('input[name=prompt][value=consent]').waitFor({ state: 'attached' });
            await page.locator('button[type=submit]').click();
            await page.waitForURL((url) => url.origin === server.address);
            await settled(page);
        };
        await page.goto(`${server.address}/apostemos/teams`);
        await enter.waitFor();
        await picture(page, `${algorithm}-door`);
        expect(await violations(page)).toEqual([]);
        await at_provider('71000001');
        await page.getByRole('heading', { name: 'Falta un paso, una sola vez' }).waitFor();
        expect(await page.locator('.code').textContent()).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
        expect(page.url()).not.toContain('code');
        await picture(page, `${algorithm}-unlinked`);
        expect(await violations(page)).toEqual([]);
        await page.context().clearCookies();
        await page.goto(`${server.address}/apostemos/teams`);
        await at_provider('40811223');
        await page.getByRole('heading', { name: 'Equipos', level: 1 }).waitFor();
        expect(new URL(page.url()).pathname).toBe('/apostemos/teams');
        expect(complaints).toEqual([]);
        await browser.close();
    });

    it('gives nothing to whoever comes back with a code that is spent, cut or of another browser', async () => {
        const person = new CookieClient();
        const address = await type_at_provider(person, await begin(person), '40811223', back);
        const visit = person.cookie(server.address, 'minka_provider') ?? '';
        const thief = new CookieClient();
        expect(await come_back(thief, address)).toBe('/login?provider=refused');
        await begin(thief);
        expect(await come_back(thief, address)).toBe('/login?provider=refused');
        const cut = new CookieClient();
        cut.set_cookie(server.address, 'minka_provider', visit);
        expect(await come_back(cut, address.replace(/code=[^&]*/, 'code=abc'))).toBe('/login?provider=refused');
        expect(await come_back(person, address)).toBe('/apostemos/teams');
        const replay = new CookieClient();
        replay.set_cookie(server.address, 'minka_provider', visit);
        expect(await come_back(replay, address)).toBe('/login?provider=refused');
        expect(replay.cookie(server.address, 'minka_session')).toBeUndefined();
    });

    it('is told of in no log: neither secret nor code nor name', async () => {
        const { readFile } = await import('node:fs/promises');
        const written = server.said + (await readFile(log(), 'utf8'));
        expect(written).toContain('/api/v1/sign-in/provider/return');
        for (const word of [secret, 'code=', 'state=', '40811223', 'lucia']) expect(written).not.toContain(word);
    });
});
