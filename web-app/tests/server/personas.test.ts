import { readFile } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enter, open_person, programme_of } from './demo_people';
import { has_browser, open_browser, picture, settled, violations, type Size } from '../chromium';
import { RealServer } from './real_server';

interface Ugel {
    id: string;
    code: string;
    name: string;
}

/** The names and texts of a ZIP archive as Minka writes them: one part after another, each deflated. */
function parts_of(archive: Buffer): Map<string, string> {
    const parts = new Map<string, string>();
    const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
    let at = archive.readUInt32LE(end + 16);
    for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
        const [packed, name_length, extra, comment] = [archive.readUInt32LE(at + 20), archive.readUInt16LE(at + 28), archive.readUInt16LE(at + 30), archive.readUInt16LE(at + 32)];
        const local = archive.readUInt32LE(at + 42);
        const begin = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
        parts.set(archive.toString('utf8', at + 46, at + 46 + name_length), inflateRawSync(archive.subarray(begin, begin + packed)).toString('utf8'));
        at += 46 + name_length + extra + comment;
    }
    return parts;
}

/** Waits for a dialog to close; what it says instead is the failure. */
async function closed(dialog: Locator): Promise<void> {
    await expect.poll(async () => ((await dialog.count()) === 0 ? '' : dialog.innerText()), { timeout: 20_000 }).toBe('');
}

/** What a click hands over as a file. */
async function file_of(page: Page, click: () => Promise<void>): Promise<{ name: string; content: Buffer }> {
    const [download] = await Promise.all([page.waitForEvent('download'), click()]);
    return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}

// Each journey ends with what that person came for. One server and one browser for all of them.
describe.skipIf(!has_browser)('on the server itself, each person leaves with what they came for:', () => {
    let server: RealServer;
    let browser: Browser;
    let drafted: Ugel;

    beforeAll(async () => {
        server = await RealServer.make('apostemos');
        await server.minka('demo', 'ser-mas-maestro', '--scale', '0.05', '--out', `${server.folder}/second`);
        await server.serve();
        const lucia = await open_person(server, { login: 'lucia', programme: 'apostemos', role: 'national_directorate' });
        const board = await (await lucia.ask(`${await programme_of(server, lucia)}/teams`)).json();
        const teams = (board as { items: { ugel: Ugel; state?: string }[] }).items;
        const found = teams.find((one) => one.state === 'resolution_drafted') ?? teams.find((one) => one.state === 'formed');
        if (found === undefined) throw new Error('no team of the demo waits for its resolution');
        drafted = found.ugel;
        await open_person(server, { login: 'rosa', programme: 'apostemos', role: 'specialist', territory: drafted.code });
        await open_person(server, { login: 'hugo', programme: 'apostemos', role: 'regional_directorate', territory: drafted.code });
        await open_person(server, { login: 'elena', programme: 'ser-mas-maestro', role: 'coordinator', territory: 'CO' });
        await open_person(server, { login: 'marta', programme: 'ser-mas-maestro', role: 'director' });
        await open_person(server, { login: 'diego', programme: 'ser-mas-maestro', role: 'data_protection' });
        await open_person(server, { login: 'fabio', programme: 'ser-mas-maestro', role: 'funder' });
        browser = await open_browser();
    }, 240_000);
    afterAll(async () => {
        await browser?.close();
        await server?.end();
    });

    const look_at = async (page: Page, name: string): Promise<void> => {
        await settled(page);
        await picture(page, `journey-${name}`);
        expect.soft(await violations(page), name).toEqual([]);
    };

    it('the coordinator, with the school’s word on every visit of the week', async () => {
        const { page, complaints, close } = await enter(browser, server, 'elena', 'desktop');
        await page.goto(`${server.address}/ser-mas-maestro/visits`);
        await settled(page);
        const agree = page.getByRole('button', { name: 'Acordar', exact: true });
        const dialog = page.getByRole('dialog');
        await agree.first().waitFor();
        for (let left = await agree.count(); left > 0; left = await agree.count()) {
            await agree.first().click();
            await dialog.getByLabel('Quién lo dijo').fill('rectora');
            // The week is the last of the demo's year: the school answered before it.
            await dialog.getByLabel('Qué día fue').fill('2025-11-21');
            await dialog.getByRole('button', { name: 'Acordar', exact: true }).click();
            await closed(dialog);
            await expect.poll(() => agree.count()).toBeLessThan(left);
        }
        await look_at(page, 'week-agreed');
        expect(complaints).toEqual([]);
        await close();
    });

    it('the specialist, with a resolution numbered, signed and kept, though the signal went in between', async () => {
        const { page, complaints, close } = await enter(browser, server, 'rosa', 'phone');
        await page.goto(`${server.address}/apostemos/ugels/${drafted.id}`);
        await settled(page);
        const dialog = page.getByRole('dialog');
        const button = (name: string) => page.getByRole('button', { name, exact: true });
        const finish = async (name: string): Promise<void> => {
            await dialog.getByRole('button', { name, exact: true }).click();
            await closed(dialog);
            await settled(page);
        };
        if (await button('Redactar la resolución').isVisible()) {
            await button('Redactar la resolución').click();
            await finish('Redactar la resolución');
        }
        await button('Numerar la resolución').click();
        await dialog.getByLabel('Número', { exact: true }).fill('01777-2026');
        await page.context().setOffline(true);
        await dialog.getByRole('button', { name: 'Numerar la resolución' }).click();
        await dialog.getByRole('alert').waitFor();
        await page.context().setOffline(false);
        await finish('Numerar la resolución');
        await button('Registrar la firma').click();
        await dialog.getByLabel('Quién firma').fill('Dirección de la UGEL');
        await dialog.getByLabel('Vigente hasta').fill('2027-11-22');
        const scan = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
        await dialog.getByLabel('Copia escaneada').setInputFiles({ name: 'rd.pdf', mimeType: 'application/pdf', buffer: scan });
        await finish('Registrar la firma');
        await page.getByRole('tab', { name: 'Resoluciones' }).click();
        await page.getByText('RD N.º 01777-2026').waitFor();
        await look_at(page, 'resolution-issued');
        expect(complaints).toEqual([]);
        await close();
    });

    it('the director, with the red list read and the report in hand', async () => {
        const { page, complaints, close } = await enter(browser, server, 'marta', 'desktop');
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.getByRole('heading', { name: 'Atrasado' }).waitFor();
        await look_at(page, 'director-home');
        await page.goto(`${server.address}/ser-mas-maestro/reports`);
        await page.getByRole('button', { name: 'Preparar' }).click();
        const table = page.getByRole('link', { name: /: CSV$/ }).first();
        await table.waitFor({ timeout: 90_000 });
        const { name, content } = await file_of(page, () => table.click());
        expect(name).toMatch(/\.csv$/);
        expect(content.toString('utf8').split('\n').length).toBeGreaterThan(1);
        await look_at(page, 'director-report');
        expect(complaints).toEqual([]);
        await close();
    });

    it('whoever visits a school, with its sheet printed', async () => {
        const { page, complaints, close } = await enter(browser, server, 'elena', 'phone');
        await page.goto(`${server.address}/ser-mas-maestro/schools`);
        await settled(page);
        const school = page.getByRole('rowheader').getByRole('link').first();
        const address = (await school.getAttribute('href')) ?? '';
        await page.goto(`${server.address}${address}/return`);
        const frame = page.frameLocator('iframe');
        await frame.getByRole('heading', { level: 1 }).waitFor({ timeout: 90_000 });
        const sheet = (await page.locator('iframe').getAttribute('src')) ?? '';
        const paper = await page.context().newPage();
        await paper.goto(new URL(sheet, server.address).href);
        expect((await paper.locator('body').textContent())?.length).toBeGreaterThan(400);
        const printed = await paper.pdf({ format: 'A4' });
        // One sheet, both sides at the most.
        expect(printed.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length).toBeLessThanOrEqual(2);
        await paper.close();
        await picture(page, 'journey-school-return');
        expect.soft(await violations(page)).toEqual([]);
        expect(complaints).toEqual([]);
        await close();
    });

    it('the data-protection officer, with an erasure proven', async () => {
        const { page, complaints, close } = await enter(browser, server, 'diego', 'desktop');
        await page.goto(`${server.address}/ser-mas-maestro/people`);
        await settled(page);
        const name = ((await page.getByRole('rowheader').getByRole('link').first().textContent()) ?? '').trim();
        await page.goto(`${server.address}/ser-mas-maestro/privacy`);
        await page.getByRole('button', { name: 'Anotar una solicitud' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('Qué pide').selectOption('erasure');
        await dialog.getByRole('combobox', { name: 'Persona' }).fill(name);
        await dialog.getByRole('listbox').getByRole('option').first().click();
        await dialog.getByLabel('Qué pidió o qué pasó').fill('Que se borre lo suyo.');
        await dialog.getByRole('button', { name: 'Guardar' }).click();
        await closed(dialog);
        await page.getByRole('button', { name: 'Borrar para siempre' }).click();
        await dialog.getByRole('button', { name: 'Borrar para siempre' }).click();
        await dialog.getByText('Se probó ahora: su nombre no se puede leer').waitFor();
        await dialog.getByText('No queda ninguna llave suya').waitFor();
        await look_at(page, 'erasure-proven');
        expect(complaints).toEqual([]);
        await close();
    });

    it('the office of a UGEL, with all of its own data, and the sight of who took it', async () => {
        const { page, complaints, close } = await enter(browser, server, 'hugo', 'phone');
        await page.goto(`${server.address}/apostemos/ugels/${drafted.id}`);
        await page.getByRole('button', { name: 'Preparar el archivo' }).click();
        const take = page.getByRole('link', { name: /^Descargar/ });
        await take.waitFor();
        const { name, content } = await file_of(page, () => take.click());
        expect(name).toMatch(new RegExp(`^${drafted.code}-.*\\.zip$`));
        const parts = parts_of(content);
        expect([...parts.keys()].sort()).toEqual(['equipos.csv', 'escuelas.csv', 'indicadores.csv', 'resoluciones.csv']);
        expect(parts.get('equipos.csv')?.trim().split('\n')).toHaveLength(2);
        expect(parts.get('resoluciones.csv')).toContain('01777-2026');
        await page.getByRole('button', { name: 'Ver quién' }).click();
        await page.getByText('Se llevó todos los datos').first().waitFor();
        await look_at(page, 'ugel-export');
        expect(complaints).toEqual([]);
        await close();
    });

    it.each<Size>(['phone', 'desktop'])('the funder, in English on a %s, with figures of the whole and nothing of anybody', async (size) => {
        const { page, complaints, close } = await enter(browser, server, 'fabio', size);
        await page.goto(`${server.address}/account`);
        await page.getByRole('button', { name: 'English' }).click();
        await page.getByRole('heading', { name: 'My account' }).waitFor();
        await page.goto(`${server.address}/ser-mas-maestro`);
        await settled(page);
        const links = await page.locator('nav a').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
        for (const hidden of ['schools', 'people', 'visits', 'territories', 'partners']) expect(links).not.toContain(`/ser-mas-maestro/${hidden}`);
        await page.goto(`${server.address}/ser-mas-maestro/reports`);
        await page.getByRole('button', { name: 'Make it' }).click();
        await page.getByRole('link', { name: /: CSV$/ }).first().waitFor({ timeout: 90_000 });
        await look_at(page, `funder-report-${size}`);
        await page.goto(`${server.address}/ser-mas-maestro/schools`);
        await settled(page);
        expect(await page.getByRole('table').count()).toBe(0);
        await page.goto(`${server.address}/account`);
        await page.getByRole('button', { name: 'Español' }).click();
        await settled(page);
        expect(complaints).toEqual([]);
        await close();
    });
});
