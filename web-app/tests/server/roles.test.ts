import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enter, open_person, programme_of } from './demo_people';
import { has_browser, open_browser, picture, settled, violations, type Size } from '../chromium';
import { RealServer } from './real_server';

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
        await server.serve();
        const director = await open_person(server, { login: 'director', programme: 'apostemos', role: 'director' });
        await open_person(server, { login: 'data_protection', programme: 'apostemos', role: 'data_protection' });
        await open_person(server, { login: 'administrator', programme: 'apostemos', role: 'administrator' });
        const programme = await programme_of(server, director);
        const board = (await (await director.ask(`${programme}/teams`)).json()) as { items: { ugel: Place; state?: string }[] };
        const formed = board.items.find((one) => one.state !== undefined && one.state !== 'convened');
        if (formed === undefined) throw new Error(`no team of the demo is formed: ${JSON.stringify(board).slice(0, 600)}`);
        ugel = formed.ugel;
        await open_person(server, { login: 'specialist', programme: 'apostemos', role: 'specialist', territory: ugel.code });
        browser = await open_browser();
    }, 120_000);
    afterAll(async () => {
        await browser?.close();
        await server?.end();
    });

    it.each<[string, Size]>([
        ['director', 'desktop'],
        ['specialist', 'phone'],
        ['data_protection', 'desktop'],
        ['administrator', 'phone'],
    ])('every section of the %s opens on a %s, without a barrier and without a complaint', async (login, size) => {
        const { page, complaints, close } = await enter(browser, server, login, size);
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
        const { page, complaints, close } = await enter(browser, server, 'specialist', 'phone');
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
