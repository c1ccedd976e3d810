import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CookieClient } from './cookie_client';
import { has_browser, open_browser, picture, settled, sizes, violations } from './real_browser';
import { RealServer } from './real_server';

const run = promisify(execFile);
const password = 'tres piedras y un camino';
const pin = 'luna 48';
const programme = 'ser-mas-maestro';
const instrument = (name: string): string => fileURLToPath(new URL(`../../../examples/${programme}/instruments/${name}.md`, import.meta.url));

/** Two visits of a pair, moved to the next days, and a cycle that still runs: the demo's own are long over. Tells who goes and where. */
const choose_visit = `
import datetime, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
def uuid(b):
    h = b.hex()
    return '-'.join((h[:8], h[8:12], h[12:16], h[16:20], h[20:]))
visit, pair, school = db.execute("SELECT id, pair_id, school_id FROM visit WHERE state = 'proposed' ORDER BY planned_on, id").fetchone()
other = db.execute("SELECT id FROM visit WHERE pair_id = ? AND id <> ? AND id NOT IN (SELECT visit_id FROM visit_report) ORDER BY planned_on DESC, id", (pair, visit)).fetchone()[0]
for days, one in ((1, visit), (2, other)):
    db.execute("UPDATE visit SET planned_on = ?, state = 'proposed', outcome = NULL, held_on = NULL WHERE id = ?", ((datetime.date.today() + datetime.timedelta(days=days)).isoformat(), one))
db.execute('UPDATE cycle SET ends_on = ?', ((datetime.date.today() + datetime.timedelta(days=60)).isoformat(),))
db.commit()
people = [uuid(r[0]) for r in db.execute('SELECT person_id FROM pair_member WHERE pair_id = ? AND valid_to IS NULL ORDER BY person_id', (pair,))]
land = db.execute('SELECT territory.code, territory.id FROM territory JOIN school ON territory.id = school.civil_territory_id WHERE school.id = ?', (school,)).fetchone()
site = db.execute('SELECT code FROM site WHERE school_id = ?', (school,)).fetchone()[0]
wave = db.execute("SELECT code FROM wave WHERE mode = 'unlinked' ORDER BY number DESC").fetchone()[0]
print(uuid(visit), people[0], people[1], land[0], uuid(land[1]), site, wave)
`;

interface Chosen {
    visit: string;
    people: [string, string];
    land: string;
    land_id: string;
    site: string;
    wave: string;
}

describe.skipIf(!has_browser)('a pair without a signal, on the server itself', () => {
    let server: RealServer;
    let browser: Browser;
    let chosen: Chosen;
    let coordinator: CookieClient;
    let base: string;

    beforeAll(async () => {
        server = await RealServer.make(programme);
        const { stdout } = await run('python3', ['-c', choose_visit, `${server.folder}/minka.db`]);
        const [visit = '', first = '', second = '', land = '', land_id = '', site = '', wave = ''] = stdout.trim().split(' ');
        chosen = { visit, people: [first, second], land, land_id, site, wave };
        for (const name of ['visit-report', 'paired-observation', 'observation-consensus', 'index-student']) await server.minka('form', 'release', instrument(name), '--programme', programme);
        const once = { coordina: await server.open_account('coordina', 'Persona Coordina', programme, 'coordinator', land), admin: await server.open_account('admin', 'Persona Admin', programme, 'administrator') };
        await server.serve();
        coordinator = await with_password('coordina', once.coordina);
        const admin = await with_password('admin', once.admin);
        const me = (await (await coordinator.ask(`${server.address}/api/v1/me`)).json()) as { grants: { programme: { id: string } }[] };
        base = `${server.address}/api/v1/programmes/${me.grants[0]?.programme.id}`;
        for (const [index, login] of ['ana', 'pablo'].entries()) {
            const made = await admin.post_json(`${base}/accounts`, { login, name: `Persona ${login}`, grant: { role: 'mediator', territory_id: land_id, person_id: chosen.people[index] } });
            const answer = (await made.json()) as Record<string, string>;
            const first_password = Object.values(answer).find((one) => /^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/.test(one));
            if (first_password === undefined) throw new Error(`no password: ${JSON.stringify(answer)}`);
            await with_password(login, first_password);
        }
        browser = await open_browser();
    }, 180_000);
    afterAll(async () => {
        await browser?.close();
        await server?.end();
    });

    async function with_password(login: string, current: string): Promise<CookieClient> {
        const client = new CookieClient();
        await client.post_json(`${server.address}/api/v1/login`, { login, password: current });
        const set = await client.post_json(`${server.address}/api/v1/me/password`, { current, fresh: password });
        if (!set.ok) throw new Error(`${login}: ${set.status} ${await set.text()}`);
        return client;
    }

    async function sign_in(page: Page, login: string): Promise<void> {
        await page.goto(server.address);
        await page.getByLabel('Usuario', { exact: true }).fill(login);
        await page.getByLabel('Contraseña', { exact: true }).fill(password);
        await page.getByRole('button', { name: 'Entrar', exact: true }).click();
        await page.waitForURL((url) => !url.pathname.startsWith('/login'));
        await settled(page);
    }

    /** A phone of 360 px with its pack, and then without a signal. */
    async function enrolled(login: string): Promise<{ page: Page; context: BrowserContext; complaints: string[] }> {
        const context = await browser.newContext({ viewport: sizes.phone, locale: 'es-CO', hasTouch: true });
        const page = await context.newPage();
        const complaints: string[] = [];
        page.on('pageerror', (problem) => complaints.push(String(problem)));
        await sign_in(page, login);
        await page.evaluate(async () => {
            await navigator.serviceWorker.ready;
            if (navigator.serviceWorker.controller === null) await new Promise((taken) => navigator.serviceWorker.addEventListener('controllerchange', taken));
        });
        await page.goto(`${server.address}/${programme}/capture`);
        await page.getByLabel('PIN').fill(pin);
        await page.getByRole('button', { name: 'Preparar' }).click();
        await page.getByText(/Paquete guardado/).waitFor();
        await context.setOffline(true);
        return { page, context, complaints };
    }

    async function unlock(page: Page): Promise<void> {
        await page.getByLabel('PIN').fill(pin);
        await page.getByRole('button', { name: /Abrir/ }).click();
    }

    const next = (page: Page): Promise<void> => page.getByRole('button', { name: /^(Siguiente|Terminar)$/ }).click();
    async function seal(page: Page): Promise<void> {
        for (let step = 0; step < 40 && (await page.getByRole('heading', { name: 'Listo para cerrar' }).count()) === 0; step += 1) await next(page);
        await page.getByRole('button', { name: 'Cerrar y guardar' }).click();
        await page.getByText('Cerrado y guardado').first().waitFor();
    }

    async function choose_at(page: Page, label: RegExp, at: number): Promise<void> {
        const field = page.getByLabel(label);
        const value = await field.locator('option').nth(at).getAttribute('value');
        await field.selectOption(value ?? '');
    }

    async function report_visit(page: Page, on: number): Promise<void> {
        await page.getByRole('link', { name: 'Llenar: Informe de visita' }).click();
        await choose_at(page, /¿Cuál visita\?/, 1);
        await page.getByLabel(/Fecha de la visita/).fill(new Date(on).toISOString().slice(0, 10));
        await page.getByRole('radio', { name: 'Sí' }).first().check();
        await next(page);
        await page.getByRole('radio', { name: 'Encuentros formativos' }).check();
        await page.getByLabel(/^Tema/).fill('Círculo de palabra');
        await page.getByLabel(/Horas de trabajo/).fill('3,5');
        await page.getByLabel(/Personas contadas/).fill('14');
        await page.getByRole('radio', { name: 'La pareja de mediadores' }).check();
        await next(page);
        await page.getByText('¿Quiénes asistieron?').waitFor();
        await page.getByRole('checkbox').first().check();
        for (let step = 0; (await page.getByText('¿Alguien puede estar en peligro?').count()) === 0 && step < 12; step += 1) await next(page);
        await page.getByRole('radio', { name: 'No' }).check();
        await seal(page);
    }

    /** One sheet: who they are is in the list that came with the pack. */
    async function observe(page: Page, seat: 'A' | 'B', codes: Record<string, string>, episode: string): Promise<void> {
        await page.getByRole('link', { name: 'Llenar: Observación en pareja' }).click();
        await page.getByLabel(/Código DANE/).fill(chosen.site);
        await choose_at(page, /¿En cuál visita\?/, 1);
        const who = page.locator('.question').filter({ has: page.getByText('Usted es') });
        expect(await who.getByRole('radio').count()).toBe(2);
        await who.getByRole('radio').nth(seat === 'A' ? 0 : 1).check();
        await choose_at(page, /¿A quién se observa\?/, 1);
        await page.getByLabel(/Código del episodio/).fill(episode);
        await page.getByRole('radio', { name: `Observador ${seat}` }).check();
        await page.getByLabel(/Minutos observados/).fill('40');
        for (let step = 0; step < 30 && (await page.getByRole('heading', { name: 'Listo para cerrar' }).count()) === 0; step += 1) {
            await next(page);
            const heading = await page.locator('.area').innerText();
            const shown = Object.entries(titles).find(([, title]) => heading.includes(title))?.[0];
            if (shown === undefined) continue;
            const code = codes[shown] ?? '9';
            await page.getByRole('radio', { name: code === '9' ? 'No se dio la ocasión' : new RegExp(`^${code}\\.`) }).check();
            if (code !== '9') await page.getByLabel(/^Evidencia/).fill(`SECRETO-${seat}: el grupo propuso una pregunta.`);
        }
        await seal(page);
    }
    const titles: Record<string, string> = {
        preguntas: 'Preguntas de estudiantes',
        liderazgo: 'Rotación del liderazgo',
        espacios: 'Uso de los espacios',
        trato: 'Trato y escucha',
        conflicto: 'Manejo del conflicto',
        diversidad: 'Adaptación a la diversidad',
        cultura: 'Lengua y cultura locales',
        arte: 'Lenguaje artístico',
        retroalimentacion: 'Retroalimentación',
        participacion: 'Participación equilibrada',
    };

    const code_on = async (page: Page): Promise<string> => (await page.locator('p.code').innerText()).trim();

    it('enrols, fills a report and a sheet each, exchanges seals letter by letter, agrees, and comes home', async () => {
        const [ana, pablo] = [await enrolled('ana'), await enrolled('pablo')];
        await report_visit(ana.page, Date.now());
        await observe(ana.page, 'A', { preguntas: '3', trato: '2' }, 'e-1');
        await ana.page.getByRole('heading', { name: 'Comparar con su pareja' }).waitFor();
        await observe(pablo.page, 'B', { preguntas: '1', trato: '2' }, 'E-1');
        await pablo.page.getByRole('heading', { name: 'Comparar con su pareja' }).waitFor();
        expect(await violations(ana.page)).toEqual([]);
        await picture(ana.page, 'pair-seal');

        // A reload in between loses nothing, and one's own seal is no partner's.
        const seals = [await code_on(ana.page), await code_on(pablo.page)] as const;
        await ana.page.reload();
        await ana.page.getByRole('heading', { name: 'Sin conexión' }).waitFor();
        await unlock(ana.page);
        await ana.page.getByLabel('Sello de su pareja').fill(seals[0]);
        await ana.page.getByRole('button', { name: 'Guardar el sello' }).click();
        await ana.page.getByText('Ese es el sello de su propia hoja').waitFor();
        await ana.page.getByLabel('Sello de su pareja').fill(seals[1].toLowerCase());
        await ana.page.getByRole('button', { name: 'Guardar el sello' }).click();
        await pablo.page.getByLabel('Sello de su pareja').fill(seals[0]);
        await pablo.page.getByRole('button', { name: 'Guardar el sello' }).click();
        await ana.page.getByRole('heading', { name: 'Ahora sí: muestre sus códigos' }).waitFor();
        await pablo.page.getByRole('heading', { name: 'Ahora sí: muestre sus códigos' }).waitFor();
        await picture(pablo.page, 'pair-opening');
        const openings = [await code_on(ana.page), await code_on(pablo.page)] as const;
        for (const [page, opening] of [[ana.page, openings[1]], [pablo.page, openings[0]]] as const) {
            await page.getByLabel('Códigos de su pareja').fill(opening);
            await page.getByRole('button', { name: 'Comparar', exact: true }).click();
            await page.getByText('Una práctica se aparta más de un punto').waitFor();
        }
        expect(await violations(ana.page)).toEqual([]);
        await picture(ana.page, 'pair-compared');

        await ana.page.getByRole('link', { name: 'Llenar el consenso' }).click();
        await ana.page.getByLabel(/Código del episodio/).waitFor();
        expect(await ana.page.getByLabel(/Código del episodio/).inputValue()).toBe('E-1');
        for (let step = 0; step < 30 && (await ana.page.getByRole('heading', { name: 'Listo para cerrar' }).count()) === 0; step += 1) {
            await next(ana.page);
            if ((await ana.page.getByText('¿En qué quedan?').count()) === 0) continue;
            const is_apart = (await ana.page.locator('.area').innerText()).includes(titles['preguntas'] ?? '');
            await ana.page.getByRole('radio', { name: is_apart ? '2' : 'No se dio la ocasión', exact: true }).check();
            if (is_apart) await ana.page.getByLabel(/^Razón/).fill('Una pregunta propia, que el grupo no retomó.');
            if (is_apart) await picture(ana.page, 'pair-consensus');
        }
        await seal(ana.page);
        await pablo.page.getByRole('button', { name: 'Ya comparamos: borrar de este teléfono' }).click();

        // Ana has a signal first: her sheet alone is here, and nobody sees it.
        await ana.context.setOffline(false);
        await ana.page.goto(`${server.address}/${programme}/capture/queue`);
        await ana.page.getByText('Nada espera en este teléfono').waitFor({ timeout: 30_000 });
        const before = await (await coordinator.ask(`${base}/observations/E-1`)).text();
        expect(JSON.parse(before)).toMatchObject({ is_open: false, practices: [], episode: { state: 'waiting', has_consensus: true } });
        for (const path of ['/observations', '/observations/E-1/page', '/home']) expect(await (await coordinator.ask(base + path)).text()).not.toContain('SECRETO');
        expect(before).not.toContain('SECRETO');

        await pablo.context.setOffline(false);
        await pablo.page.goto(`${server.address}/${programme}/capture/queue`);
        await pablo.page.getByText('Nada espera en este teléfono').waitFor({ timeout: 30_000 });
        const desk = await browser.newContext({ viewport: sizes.desktop, locale: 'es-CO' });
        const page = await desk.newPage();
        await sign_in(page, 'coordina');
        await page.goto(`${server.address}/${programme}/observations`);
        await page.getByText('Con consenso').last().waitFor();
        await page.getByText('Los sellos de los dos teléfonos coinciden').waitFor();
        expect(await violations(page)).toEqual([]);
        await picture(page, 'observations-desktop');
        await page.getByRole('link', { name: 'Episodio E-1' }).click();
        await page.getByText('Razón: Una pregunta propia').waitFor();
        expect(await page.getByText('SECRETO-A').count()).toBeGreaterThan(0);
        expect(await page.getByText('SECRETO-B').count()).toBeGreaterThan(0);
        expect(await violations(page)).toEqual([]);
        await picture(page, 'observation-desktop');
        await page.setViewportSize(sizes.phone);
        await picture(page, 'observation-phone');
        const [paper] = await Promise.all([desk.waitForEvent('page'), page.getByRole('link', { name: 'Abrir para imprimir' }).click()]);
        await paper.waitForLoadState();
        const text = (await paper.locator('body').textContent()) ?? '';
        expect(text).toContain('Lo que vimos en su clase');
        for (const practice of ['Preguntas de estudiantes', 'Trato y escucha']) expect(text).toContain(practice);
        const visit = (await (await coordinator.ask(`${base}/visits/${chosen.visit}`)).json()) as { visit: { state: string } };
        expect(visit.visit.state).toBeDefined();
        expect((await count_records()).heard).toBe(2);
        expect([...ana.complaints, ...pablo.complaints]).toEqual([]);
        for (const context of [ana.context, pablo.context, desk]) await context.close();
    });

    /** How many filled forms and notes of the pair are on the server's disk, in quarantine or not. */
    async function count_records(): Promise<{ kept: number; waiting: number; heard: number }> {
        const counting = `
import sqlite3, sys
db = sqlite3.connect('file:' + sys.argv[1] + '?mode=ro', uri=True)
one = lambda sql: db.execute(sql).fetchone()[0]
print(one("SELECT count(*) FROM submission WHERE form LIKE 'xform:%'"), one("SELECT count(*) FROM submission WHERE state = 'quarantined'"), one('SELECT count(*) FROM pair_seals'))
`;
        const { stdout } = await run('python3', ['-c', counting, `${server.folder}/minka.db`]);
        const [kept = 0, waiting = 0, heard = 0] = stdout.trim().split(' ').map(Number);
        return { kept, waiting, heard };
    }

    async function answer_on_tablet(page: Page): Promise<void> {
        await page.getByRole('button', { name: 'Empezar' }).click();
        await page.getByLabel(/Código DANE/).fill(chosen.site);
        await page.getByLabel(/Ola de medición/).fill(chosen.wave);
        for (let step = 0; (await page.getByText('¿Quieres responder?').count()) === 0 && step < 5; step += 1) await next(page);
        await page.getByRole('radio', { name: 'No' }).check();
        for (let step = 0; (await page.getByRole('button', { name: 'Entregar mis respuestas' }).count()) === 0 && step < 5; step += 1) await next(page);
        await page.getByRole('button', { name: 'Entregar mis respuestas' }).click();
        await page.getByRole('heading', { name: '¡Gracias!' }).waitFor();
        await page.getByRole('button', { name: 'Sigue otra persona' }).click();
    }

    it('is away for three weeks with two phones and a shared tablet, and comes home with every record', async () => {
        const before = await count_records();
        const phones = [await enrolled('ana'), await enrolled('pablo')];
        const tablet = await enrolled('ana');
        const all = [...phones, tablet];
        const start = Date.now();
        let filled = 0;
        await tablet.page.getByRole('link', { name: /Pasar la tableta/ }).click();
        for (const day of [0, 9, 20]) {
            // The days go by, and each morning the phones are switched on again. The last day is the server's.
            const now = start - (20 - day) * 86_400_000;
            for (const { page, context } of all) {
                await context.clock.setFixedTime(now);
                await page.reload();
                await page.getByLabel('PIN').waitFor();
                await unlock(page);
            }
            for (const { page } of phones) {
                await page.getByRole('link', { name: 'Llenar: Informe de visita' }).waitFor();
                await report_visit(page, now);
                filled += 1;
            }
            for (let sheet = 0; sheet < 2; sheet += 1) {
                await answer_on_tablet(tablet.page);
                filled += 1;
            }
        }
        await tablet.page.getByRole('button', { name: 'Salir (con PIN)' }).click();
        await tablet.page.getByLabel('PIN').fill(pin);
        await tablet.page.getByRole('button', { name: 'Salir', exact: true }).click();
        await tablet.page.getByText('6 registros terminados esperan').waitFor();
        expect((await count_records()).kept).toBe(before.kept);
        let receipts = 0;
        for (const { page, context } of all) {
            await context.setOffline(false);
            await page.goto(`${server.address}/${programme}/capture/queue`);
            await page.getByText('Nada espera en este teléfono').waitFor({ timeout: 30_000 });
            receipts += await page.locator('.what.done').count();
        }
        const after = await count_records();
        expect(filled).toBe(12);
        expect(receipts).toBe(filled);
        expect(after.kept - before.kept).toBe(filled);
        expect(after.waiting).toBe(before.waiting);
        for (const { context, complaints } of all) {
            expect(complaints).toEqual([]);
            await context.close();
        }
    });
});
