import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CookieClient } from './cookie_client';
import { has_browser, open_browser, open_page, picture, settled, violations } from '../chromium';
import { RealServer } from './real_server';

const password = 'tres piedras y un camino';

// A coordinator forms the groups of the demo's teachers, and forms them again after one of them left.
describe.skipIf(!has_browser)('teacher groups on the server itself', () => {
    let server: RealServer;
    let browser: Browser;
    let school = '';

    const person = async (until: string): Promise<void> => {
        const file = await server.write_file('personas.csv', `nombre,rol,codigo establecimiento,desde,hasta\nPersona Inventada,docente,${school},2026-01-05,${until}\n`);
        await server.minka('import', 'people', file, '--programme', 'ser-mas-maestro');
    };

    beforeAll(async () => {
        server = await RealServer.make('ser-mas-maestro');
        const current = await server.open_account('coordina', 'Persona Coordinadora', 'ser-mas-maestro', 'coordinator', 'CO');
        await server.serve();
        const client = new CookieClient();
        await client.post_json(`${server.address}/api/v1/login`, { login: 'coordina', password: current });
        await client.post_json(`${server.address}/api/v1/me/password`, { current, fresh: password });
        const me = await (await client.ask(`${server.address}/api/v1/me`)).json();
        const list = await (await client.ask(`${server.address}/api/v1/programmes/${me.grants[0].programme.id}/schools?limit=1`)).json();
        school = list.items[0].code;
        await person('');
        browser = await open_browser();
    }, 120_000);
    afterAll(async () => {
        await browser?.close();
        await server?.end();
    });

    it('are formed, recorded, and formed again with few changes after a person left', async () => {
        const { page, complaints, close } = await open_page(browser, 'phone');
        await page.goto(server.address);
        await page.getByLabel('Usuario', { exact: true }).fill('coordina');
        await page.getByLabel('Contraseña', { exact: true }).fill(password);
        await page.getByRole('button', { name: 'Entrar', exact: true }).click();
        await page.waitForURL((url) => !url.pathname.startsWith('/login'));
        await page.goto(`${server.address}/ser-mas-maestro/cycles`);
        await page.getByRole('link', { name: /2025/ }).first().click();
        await page.getByRole('link', { name: 'Grupos de docentes' }).click();
        await page.getByRole('heading', { name: 'Formar los grupos' }).waitFor();
        const form = async (): Promise<void> => {
            await page.getByRole('button', { name: 'Formar', exact: true }).click();
            await page.getByRole('heading', { name: 'Qué cambiaría' }).waitFor({ timeout: 60_000 });
            await page.getByRole('button', { name: 'Registrar estos grupos' }).waitFor({ timeout: 60_000 });
        };
        const record = async (): Promise<void> => {
            await page.getByRole('button', { name: 'Registrar estos grupos' }).click();
            await page.getByRole('dialog').getByRole('button', { name: 'Registrar estos grupos' }).click();
            await page.getByRole('heading', { name: 'Grupos de docentes' }).waitFor();
            await settled(page);
        };
        const figure = async (name: string): Promise<number> => Number(await page.locator('dt', { hasText: name }).locator('xpath=following-sibling::dd[1]').textContent());
        await form();
        await record();
        expect(await figure('Sin grupo')).toBe(0);
        await person('2026-01-06');
        await page.reload();
        await page.getByText('conviene formarlos de nuevo').waitFor();
        await form();
        expect(await figure('Salen')).toBe(1);
        expect(await figure('Cambian de grupo')).toBeLessThanOrEqual(2);
        await settled(page);
        await picture(page, 'groups-proposal');
        expect(await violations(page)).toEqual([]);
        expect((await page.locator('main').textContent()) ?? '').not.toMatch(/19[4-9]\d-/);
        await record();
        expect(await figure('Ya no enseñan aquí')).toBe(0);
        expect(complaints).toEqual([]);
        await close();
    }, 180_000);
});
