import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { CookieClient } from './cookie_client';
import { write_film } from './camera_film';
import { open_browser, settled, sizes } from '../chromium';
import { RealServer, type Programme } from './real_server';

const run = promisify(execFile);
const password = 'tres piedras y un camino';
export const pin = 'luna 48';
export const programme = 'ser-mas-maestro';
const instrument = (name: string): string => fileURLToPath(new URL(`../../../examples/${programme}/instruments/${name}.md`, import.meta.url));

/** Two visits of a pair, moved to the next days, and a cycle that still runs: the demo's own are long over. Tells who goes and where. */
const choose_visit = `
import datetime, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
def uuid(b):
    h = b.hex()
    return '-'.join((h[:8], h[8:12], h[12:16], h[16:20], h[20:]))
visit, pair, school = db.execute("SELECT id, pair_id, school_id FROM visit WHERE state = 'proposed' ORDER BY planned_on, id").fetchone()
# In the same municipality: beyond it their accounts see nothing, their own visits neither.
other = db.execute("SELECT visit.id FROM visit JOIN school ON school.id = visit.school_id WHERE pair_id = ? AND visit.id <> ? AND visit.id NOT IN (SELECT visit_id FROM visit_report) AND school.civil_territory_id = (SELECT civil_territory_id FROM school WHERE id = ?) ORDER BY planned_on DESC, visit.id", (pair, visit, school)).fetchone()[0]
for days, one in ((1, visit), (2, other)):
    db.execute("UPDATE visit SET planned_on = ?, state = 'proposed', outcome = NULL, held_on = NULL WHERE id = ?", ((datetime.date.today() + datetime.timedelta(days=days)).isoformat(), one))
db.execute('UPDATE cycle SET ends_on = ?', ((datetime.date.today() + datetime.timedelta(days=60)).isoformat(),))
db.commit()
people = [uuid(r[0]) for r in db.execute('SELECT person_id FROM pair_member WHERE pair_id = ? AND valid_to IS NULL ORDER BY person_id', (pair,))]
land = db.execute('SELECT territory.code, territory.id FROM territory JOIN school ON territory.id = school.civil_territory_id WHERE school.id = ?', (school,)).fetchone()
site = db.execute('SELECT code FROM site WHERE school_id = ?', (school,)).fetchone()[0]
wave = db.execute("SELECT code FROM wave WHERE mode = 'unlinked' ORDER BY number DESC").fetchone()[0]
cycle = db.execute('SELECT cycle.code FROM cycle JOIN wave ON wave.cycle_id = cycle.id WHERE wave.code = ?', (wave,)).fetchone()[0]
print(uuid(visit), people[0], people[1], land[0], uuid(land[1]), site, wave, uuid(school), cycle)
`;

interface Chosen {
    visit: string;
    people: [string, string];
    land: string;
    land_id: string;
    site: string;
    wave: string;
    school: string;
    cycle: string;
}

export const titles: Record<string, string> = {
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

/** `minka serve` over a demo with a pair whose visit is tomorrow, and what people of the pair do on their phones. */
export class FieldPair {
    coordinator = new CookieClient();
    base = '';

    private constructor(
        readonly server: RealServer,
        readonly browser: Browser,
        readonly chosen: Chosen,
        private readonly film: string,
    ) {}

    /** With the demo of another programme beside it where one is named. */
    static async start(beside?: Programme): Promise<FieldPair> {
        const server = await RealServer.make(programme);
        if (beside !== undefined) await server.minka('demo', beside, '--scale', '0.05', '--out', `${server.folder}/beside`);
        const { stdout } = await run('python3', ['-c', choose_visit, `${server.folder}/minka.db`]);
        const [visit = '', first = '', second = '', land = '', land_id = '', site = '', wave = '', school = '', cycle = ''] = stdout.trim().split(' ');
        const chosen = { visit, people: [first, second] as [string, string], land, land_id, site, wave, school, cycle };
        for (const name of ['visit-report', 'paired-observation', 'observation-consensus', 'index-student']) await server.minka('form', 'release', instrument(name), '--programme', programme);
        const once = { coordina: await server.open_account('coordina', 'Persona Coordina', programme, 'coordinator', land), admin: await server.open_account('admin', 'Persona Admin', programme, 'administrator'), dirige: await server.open_account('dirige', 'Persona Dirige', programme, 'director') };
        await server.serve();
        const film = `${server.folder}/camera.y4m`;
        await write_film(film);
        const field = new FieldPair(server, await open_browser(film), chosen, film);
        const coordinator = await field.with_password('coordina', once.coordina);
        const admin = await field.with_password('admin', once.admin);
        await field.with_password('dirige', once.dirige);
        const me = (await (await coordinator.ask(`${server.address}/api/v1/me`)).json()) as { grants: { programme: { id: string } }[] };
        const base = `${server.address}/api/v1/programmes/${me.grants[0]?.programme.id}`;
        for (const [index, login] of ['ana', 'pablo'].entries()) {
            const made = await admin.post_json(`${base}/accounts`, { login, name: `Persona ${login}`, grant: { role: 'mediator', territory_id: land_id, person_id: chosen.people[index] } });
            const answer = (await made.json()) as Record<string, string>;
            const first_password = Object.values(answer).find((one) => /^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/.test(one));
            if (first_password === undefined) throw new Error(`no password: ${JSON.stringify(answer)}`);
            await field.with_password(login, first_password);
        }
        field.coordinator = coordinator;
        field.base = base;
        return field;
    }

    async end(): Promise<void> {
        await this.browser.close();
        await this.server.end();
    }

    async with_password(login: string, current: string): Promise<CookieClient> {
        const client = new CookieClient();
        await client.post_json(`${this.server.address}/api/v1/login`, { login, password: current });
        const set = await client.post_json(`${this.server.address}/api/v1/me/password`, { current, fresh: password });
        if (!set.ok) throw new Error(`${login}: ${set.status} ${await set.text()}`);
        return client;
    }

    async sign_in(page: Page, login: string): Promise<void> {
        await page.goto(this.server.address);
        await page.getByLabel('Usuario', { exact: true }).fill(login);
        await page.getByLabel('Contraseña', { exact: true }).fill(password);
        await page.getByRole('button', { name: 'Entrar', exact: true }).click();
        await page.waitForURL((url) => !url.pathname.startsWith('/login'));
        await settled(page);
    }

    /** A phone of 360 px with its pack, and then without a signal. */
    async enrolled(login: string): Promise<{ page: Page; context: BrowserContext; complaints: string[] }> {
        const context = await this.browser.newContext({ viewport: sizes.phone, locale: 'es-CO', hasTouch: true, permissions: ['camera'] });
        const page = await context.newPage();
        const complaints: string[] = [];
        page.on('pageerror', (problem) => complaints.push(String(problem)));
        await this.sign_in(page, login);
        await page.evaluate(async () => {
            await navigator.serviceWorker.ready;
            if (navigator.serviceWorker.controller === null) await new Promise((taken) => navigator.serviceWorker.addEventListener('controllerchange', taken));
        });
        await page.goto(`${this.server.address}/${programme}/capture`);
        await page.getByLabel('PIN').fill(pin);
        await page.getByRole('button', { name: 'Preparar' }).click();
        await page.getByText(/Paquete guardado/).waitFor();
        await context.setOffline(true);
        return { page, context, complaints };
    }

    /** The picture code on one phone, before the camera of another. */
    async read_with_camera(from: Page, picture: RegExp, to: Page): Promise<void> {
        await write_film(this.film, this.browser, await from.getByRole('img', { name: picture }).screenshot());
        await to.getByRole('button', { name: 'Leer el código con la cámara' }).click();
    }

    /** The figures that the office sees, as they stand: the sentences of the index, and the school's page. */
    async figures(): Promise<{ held: number; responses: number; index: string; school: string }> {
        const read = async <T>(path: string): Promise<T> => {
            const answer = await this.coordinator.ask(this.base + path);
            if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
            return (await answer.json()) as T;
        };
        const { cycle, wave, school } = this.chosen;
        const page = await read<{ waves: { code: string; responses: number }[] }>(`/cycles/${cycle}`);
        const { held } = await read<{ held: number }>(`/cycles/${cycle}/sources/visits`);
        const report = async (kind: string): Promise<string> => {
            const asked = await this.coordinator.post_json(`${this.base}/reports`, { kind, cycle, language: 'es' });
            const { id } = (await asked.json()) as { id: string };
            for (let tries = 0; tries < 600; tries += 1) {
                const { state } = (await read<{ report: { state: string } }>(`/reports/${id}`)).report;
                if (state === 'ready') return id;
                if (state === 'failed') break;
                await new Promise((go_on) => setTimeout(go_on, 200));
            }
            throw new Error(`the report ${kind} of ${cycle} does not come`);
        };
        const index = await read<{ sections: object[] }>(`/reports/${await report('cycle')}/document`);
        const own = await this.coordinator.ask(`${this.base}/reports/${await report('schools')}/schools/${school}`);
        return { held, responses: page.waves.find((one) => one.code === wave)?.responses ?? 0, index: JSON.stringify(index.sections), school: await own.text() };
    }

    /** Somebody of the register, by the place in what the search finds. */
    async choose_person(page: Page, label: string, at: number): Promise<void> {
        await page.getByLabel(label).fill('a');
        await page.getByRole('option').nth(at).click();
        await page.getByText(/^Elegida: /).nth(at).waitFor();
    }

    async unlock(page: Page): Promise<void> {
        await page.getByLabel('PIN').fill(pin);
        await page.getByRole('button', { name: /Abrir/ }).click();
    }

    next(page: Page): Promise<void> {
        return page.getByRole('button', { name: /^(Siguiente|Terminar)$/ }).click();
    }
    async seal(page: Page): Promise<void> {
        for (let step = 0; step < 40 && (await page.getByRole('heading', { name: 'Listo para cerrar' }).count()) === 0; step += 1) await this.next(page);
        await page.getByRole('button', { name: 'Cerrar y guardar' }).click();
        await page.getByText('Cerrado y guardado').first().waitFor();
    }

    async choose_at(page: Page, label: RegExp, at: number): Promise<void> {
        const field = page.getByLabel(label);
        const value = await field.locator('option').nth(at).getAttribute('value');
        await field.selectOption(value ?? '');
    }

    async report_visit(page: Page, on: number): Promise<void> {
        await page.getByRole('link', { name: 'Llenar: Informe de visita' }).click();
        await this.choose_at(page, /¿Cuál visita\?/, 1);
        await page.getByLabel(/Fecha de la visita/).fill(new Date(on).toISOString().slice(0, 10));
        await page.getByRole('radio', { name: 'Sí' }).first().check();
        await this.next(page);
        await page.getByRole('radio', { name: 'Encuentros formativos' }).check();
        await page.getByLabel(/^Tema/).fill('Círculo de palabra');
        await page.getByLabel(/Horas de trabajo/).fill('3,5');
        await page.getByLabel(/Personas contadas/).fill('14');
        await page.getByRole('radio', { name: 'La pareja de mediadores' }).check();
        await this.next(page);
        await page.getByText('¿Quiénes asistieron?').waitFor();
        await page.getByRole('checkbox').first().check();
        for (let step = 0; (await page.getByText('¿Alguien puede estar en peligro?').count()) === 0 && step < 12; step += 1) await this.next(page);
        await page.getByRole('radio', { name: 'No' }).check();
        await this.seal(page);
    }

    /** One sheet: who they are is in the list that came with the pack. */
    async observe(page: Page, seat: 'A' | 'B', codes: Record<string, string>, episode: string): Promise<void> {
        await page.getByRole('link', { name: 'Llenar: Observación en pareja' }).click();
        await page.getByLabel(/Código DANE/).fill(this.chosen.site);
        await this.choose_at(page, /¿En cuál visita\?/, 1);
        const who = page.locator('.question').filter({ has: page.getByText('Usted es') });
        expect(await who.getByRole('radio').count()).toBe(2);
        await who.getByRole('radio').nth(seat === 'A' ? 0 : 1).check();
        await this.choose_at(page, /¿A quién se observa\?/, 1);
        await page.getByLabel(/Código del episodio/).fill(episode);
        await page.getByRole('radio', { name: `Observador ${seat}` }).check();
        await page.getByLabel(/Minutos observados/).fill('40');
        for (let step = 0; step < 30 && (await page.getByRole('heading', { name: 'Listo para cerrar' }).count()) === 0; step += 1) {
            await this.next(page);
            const heading = await page.locator('.area').innerText();
            const shown = Object.entries(titles).find(([, title]) => heading.includes(title))?.[0];
            if (shown === undefined) continue;
            const code = codes[shown] ?? '9';
            await page.getByRole('radio', { name: code === '9' ? 'No se dio la ocasión' : new RegExp(`^${code}\\.`) }).check();
            if (code !== '9') await page.getByLabel(/^Evidencia/).fill(`SECRETO-${seat}: el grupo propuso una pregunta.`);
        }
        await this.seal(page);
    }

    /** One's own code, as it stands on the screen. */
    async code_on(page: Page): Promise<string> {
        return (await page.locator('p.code').innerText()).trim();
    }

    /** How many filled forms and notes of the pair are on the server's disk, in quarantine or not. */
    async count_records(): Promise<{ kept: number; waiting: number; heard: number }> {
        const counting = `
import sqlite3, sys
db = sqlite3.connect('file:' + sys.argv[1] + '?mode=ro', uri=True)
one = lambda sql: db.execute(sql).fetchone()[0]
print(one("SELECT count(*) FROM submission WHERE form LIKE 'xform:%'"), one("SELECT count(*) FROM submission WHERE state = 'quarantined'"), one('SELECT count(*) FROM pair_seals'))
`;
        const { stdout } = await run('python3', ['-c', counting, `${this.server.folder}/minka.db`]);
        const [kept = 0, waiting = 0, heard = 0] = stdout.trim().split(' ').map(Number);
        return { kept, waiting, heard };
    }

    /** A sheet of the wave: who does not agree answers nothing, who does marks the same place of each question. */
    async answer_on_tablet(page: Page, marked?: number): Promise<void> {
        await page.getByRole('button', { name: 'Empezar' }).click();
        await page.locator('.area').waitFor();
        // Typed once in a sitting, by who brought the tablet.
        if ((await page.getByLabel(/Código DANE/).count()) > 0) {
            await page.getByLabel(/Código DANE/).fill(this.chosen.site);
            await page.getByLabel(/Ola de medición/).fill(this.chosen.wave);
        }
        for (let step = 0; (await page.getByText('¿Quieres responder?').count()) === 0 && step < 5; step += 1) await this.next(page);
        await page.getByRole('radio', { name: marked === undefined ? 'No' : 'Sí', exact: true }).check();
        for (let step = 0; (await page.getByRole('button', { name: 'Entregar mis respuestas' }).count()) === 0 && step < 40; step += 1) {
            await this.next(page);
            if (marked === undefined) continue;
            const questions = page.locator('.question').filter({ has: page.getByRole('radio') });
            for (let at = 0; at < (await questions.count()); at += 1) await questions.nth(at).getByRole('radio').nth(marked).check();
        }
        await page.getByRole('button', { name: 'Entregar mis respuestas' }).click();
        await page.getByRole('heading', { name: '¡Gracias!' }).waitFor();
        await page.getByRole('button', { name: 'Sigue otra persona' }).click();
    }
}
