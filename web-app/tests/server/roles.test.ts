import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CookieClient } from './cookie_client';
import { has_browser, open_browser, open_page, picture, settled, violations, type Size } from './real_browser';
import { RealServer } from './real_server';

const password = 'tres piedras y un camino';

interface Place {
    id: string;
    name: string;
    code: string;
}

// Every section that a role sees, as the server itself serves it; the records are those of the demo.
describe.skipIf(!has_browser)('on the server itself', () => {
    let server: RealServer;
    let browser: Browser;
    let ugel: Place;

    beforeAll(async () => {
        server = await RealServer.make('apostemos');
        const once = new Map<string, string>();
        for (const role of ['director', 'data_protection', 'administrator']) {
            once.set(role, await server.open_account(role, `Persona ${role}`, 'apostemos', role));
        }
        await server.serve();
        const choose = async (login: string): Promise<CookieClient> => {
            const client = new CookieClient();
            const current = once.get(login) ?? '';
            await client.post_json(`${server.address}/api/v1/login`, { login, password: current });
            await client.post_json(`${server.address}/api/v1/me/password`, { current, fresh: password });
            return client;
        };
        for (const login of ['data_protection', 'administrator']) await choose(login);
        const director = await choose('director');
        const me = await (await director.ask(`${server.address}/api/v1/me`)).json();
        const programme = `${server.address}/api/v1/programmes/${me.grants[0].programme.id}`;
        const board = (await (await director.ask(`${programme}/teams`)).json()) as { items: { ugel: Place; state?: string }[] };
        const formed = board.items.find((one) => one.state !== undefined && one.state !== 'convened');
        if (formed === undefined) throw new Error(`no team of the demo is formed: ${JSON.stringify(board).slice(0, 600)}`);
        ugel = formed.ugel;
        once.set('specialist', await server.open_account('specialist', 'Persona specialist', 'apostemos', 'specialist', ugel.code));
        await choose('specialist');
        browser = await open_browser();
    }, 120_000);
    afterAll(async () => {
        await browser?.close();
        await server?.end();
    });

    const enter = async (login: string, size: Size) => {
        const opened = await open_page(browser, size);
        const { page } = opened;
        await page.goto(server.address);
        await page.getByLabel('Usuario', { exact: true }).fill(login);
        await page.getByLabel('Contraseña', { exact: true }).fill(password);
        await page.getByRole('button', { name: 'Entrar', exact: true }).click();
        await page.waitForURL((url) => !url.pathname.startsWith('/login'));
        await settled(page);
        return opened;
    };

    it.each<[string, Size]>([
        ['director', 'desktop'],
        ['specialist', 'phone'],
        ['data_protection', 'desktop'],
        ['administrator', 'phone'],
    ])('every section of the %s opens on a %s, without a barrier and without a complaint', async (login, size) => {
        const { page, complaints, close } = await enter(login, size);
        const more = page.getByRole('button', { name: 'Más' });
        if (await more.isVisible()) await more.click();
        const found = await page.locator('nav a, [role=dialog] a').evaluateAll((links) => links.map((one) => one.getAttribute('href') ?? ''));
        const sections = [...new Set(found)].filter((one) => one.startsWith('/apostemos'));
        expect(sections.length).toBeGreaterThan(1);
        for (const section of sections) {
            await page.goto(`${server.address}${section}`);
            await page.getByRole('heading', { level: 1 }).waitFor();
            await settled(page);
            await picture(page, `${login}-${section.split('/')[2] ?? 'home'}`);
            expect.soft(await violations(page), section).toEqual([]);
        }
        expect(complaints).toEqual([]);
        await close();
    });

    it('the specialist has the draft of their team’s resolution to print, with its members', async () => {
        const { page, complaints, close } = await enter('specialist', 'phone');
        await page.goto(`${server.address}/apostemos/ugels/${ugel.id}`);
        await page.getByText('Llenar lo que el registro no sabe').click();
        await page.getByLabel('Ciudad donde se firma').fill('Abancay');
        const [paper] = await Promise.all([page.context().waitForEvent('page'), page.getByRole('link', { name: 'Abrir el proyecto para imprimir' }).click()]);
        await paper.waitForLoadState();
        const text = (await paper.locator('body').textContent()) ?? '';
        expect(text).toContain('SE RESUELVE');
        expect(text).toContain('Abancay');
        await picture(paper, 'resolution');
        expect(complaints).toEqual([]);
        await close();
    });
});
