// node run.mjs MINKA   every shipped instrument, filled by @getodk/web-forms in Chromium and sent to `minka serve`.
// Says a line for each; ends with 1 when one was not accepted.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { fill_and_send } from './fill.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const examples = join(here, '../../examples');
const binary = process.argv[2];
const only = process.argv[3] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'minka-stranger-'));
const page_files = join(folder, 'page');
const kinds = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.ico': 'image/x-icon' };

// What the demo's own records are called, so that what is sent is understood.
const records = `
import json, sqlite3, sys
db = sqlite3.connect('file:%s?mode=ro' % sys.argv[1], uri=True)
def uuid(b):
    h = b.hex()
    return '-'.join((h[:8], h[8:12], h[12:16], h[16:20], h[20:]))
def one(sql, *values):
    row = db.execute(sql, values).fetchone()
    return row[0] if row else None
found = {'wave': one("SELECT code FROM wave ORDER BY number DESC"), 'now': one('SELECT max(recorded_at) FROM ledger') // 1000}
visit = db.execute("SELECT id, school_id, pair_id FROM visit WHERE state = 'proposed' OR state = 'agreed' ORDER BY planned_on, id").fetchone()
if visit:
    found['visit'] = uuid(visit[0])
    found['observers'] = [uuid(r[0]) for r in db.execute('SELECT person_id FROM pair_member WHERE pair_id = ? AND valid_to IS NULL', (visit[2],))]
    school = visit[1]
else:
    school = one("SELECT site.school_id FROM site JOIN role ON role.place_id = site.school_id OR role.place_id = site.id WHERE role.role = 'teacher'")
    found['observers'] = [uuid(r[0]) for r in db.execute('SELECT DISTINCT person_id FROM role LIMIT 2')]
found['site'] = one('SELECT code FROM site WHERE school_id = ?', school)
if found['site'] is None or len(found['site']) != 12:  # Peru: the code of a service, of seven digits
    found['site'] = one('SELECT code FROM site WHERE length(code) = 7 ORDER BY code') or found['site']
found['teachers'] = [uuid(r[0]) for r in db.execute("SELECT DISTINCT person_id FROM role WHERE role = 'teacher' LIMIT 3").fetchall() or db.execute('SELECT DISTINCT person_id FROM role LIMIT 3')]
session = db.execute("SELECT territory.code, gia_session.number FROM gia_session JOIN team ON team.id = gia_session.team_id JOIN territory ON territory.id = team.territory_id WHERE gia_session.held_on IS NULL ORDER BY 1, 2").fetchone() or db.execute("SELECT territory.code, gia_session.number FROM gia_session JOIN team ON team.id = gia_session.team_id JOIN territory ON territory.id = team.territory_id").fetchone()
if session:
    found['ugel'], found['session'] = session
found['land'] = one("SELECT code FROM territory WHERE valid_to IS NULL ORDER BY code")
print(json.dumps(found))
`;

const list = (rows) => ['name,label,visita,servicio,sede', ...rows].join('\n') + '\n';

function files_for(found) {
    const row = (id, label) => [id, label, found.visit ?? '', found.site ?? '', found.site ?? ''].join(',');
    return {
        'visitas.csv': list(found.visit === undefined ? [] : [row(found.visit, 'La visita')]),
        'asistentes.csv': list(found.teachers.map((id, i) => row(id, `Docente ${i + 1}`))),
        'docentes.csv': list(found.teachers.map((id, i) => row(id, `Docente ${i + 1}`))),
        'pareja.csv': list(found.observers.map((id, i) => row(id, `Observa ${i + 1}`))),
    };
}

const answers_for = (found) => [
    ['Código DANE', found.site],
    ['Código modular', found.site],
    ['Ola de medición', found.wave],
    ['Código de la UGEL', found.ugel ?? ''],
    ['número tiene la sesión', String(found.session ?? 1)],
    ['Código del episodio', 'E-77'],
    ['Código del taller', 'T-1'],
    ['Duración en horas', '2'],
    ['Horas de trabajo', '3'],
    ['Horas de clase', '1'],
    ['acuerdos había', '2'],
    ['se revisaron hoy', '1'],
    ['acuerdos toman', '1'],
    ['no están en la lista', '0'],
    ['en peligro', 'No'],
];

async function serve_page(page, address) {
    await page.route(`${address}/stranger/**`, (route) => {
        const name = new URL(route.request().url()).pathname.slice('/stranger/'.length);
        return route.fulfill({ body: readFileSync(join(page_files, name)), contentType: kinds[extname(name)] ?? 'application/octet-stream' });
    });
}

const names_of = (programme) => readdirSync(join(examples, programme, 'instruments')).filter((one) => `${programme}/${one}`.includes(only)).sort();

async function try_programme(browser, programme) {
    if (names_of(programme).length === 0) return 0;
    const database = join(folder, `${programme}.db`);
    const minka = (...words) => execFileSync(binary, ['--database', database, ...words], { encoding: 'utf8', maxBuffer: 64 << 20 });
    minka('demo', programme, '--scale', '0.05', '--out', join(folder, `report-${programme}`));
    const found = JSON.parse(execFileSync('python3', ['-c', records, database], { encoding: 'utf8' }));
    const files = files_for(found);
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    minka('account', 'open', '--programme', programme, '--login', 'campo', '--name', 'Campo Prueba', '--role', programme === 'apostemos' ? 'specialist' : 'coordinator', '--territory', found.ugel ?? found.land);
    const device = minka('device', 'enrol', '--programme', programme, '--account', 'campo', '--address', 'https://minka.example', '--label', 'Prueba', '--qr', join(folder, 'code.svg'));
    const key = /\/key\/\S+/.exec(device)[0];
    const forms = [];
    for (const name of names_of(programme)) {
        const file = join(examples, programme, 'instruments', name);
        const text = readFileSync(file, 'utf8');
        const given = ['pareja.csv', 'docentes.csv'].filter((one) => text.includes(`from_file ${one}`)).flatMap((one) => ['--file', join(folder, one)]);
        const said = minka('form', 'release', file, ...given, '--programme', programme);
        forms.push([basename(name, '.md'), said.split(',')[0]]);
    }
    const child = spawn(binary, ['--database', database, 'serve', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let failures = 0;
    try {
        const address = await new Promise((ready, failed) => {
            let said = '';
            child.stdout.on('data', (piece) => {
                said += piece;
                if (said.includes('Ctrl')) ready(/http:\/\/[0-9.:]+/.exec(said)[0]);
            });
            child.once('exit', () => failed(new Error(said)));
        });
        for (const [name, form] of forms) {
            const began = performance.now();
            const context = await browser.newContext({ locale: 'es-CO', viewport: { width: 1000, height: 1400 } });
            const page = await context.newPage();
            const complaints = [];
            page.on('pageerror', (problem) => complaints.push(String(problem)));
            page.setDefaultTimeout(15_000);
            await page.clock.setFixedTime(found.now); // the demo's last day
            try {
                await serve_page(page, address);
                await page.addInitScript((given) => (globalThis.given_files = given), { 'visitas.csv': files['visitas.csv'], 'asistentes.csv': files['asistentes.csv'] });
                await page.goto(`${address}/stranger/index.html?key=${encodeURIComponent(key)}&form=${encodeURIComponent(form)}`);
                await page.locator('.question-container').first().waitFor();
                const told = await fill_and_send(page, answers_for(found));
                const ok = told.status === 201 && told.ready === 'ready' && complaints.length === 0;
                failures += ok ? 0 : 1;
                console.log(`${ok ? 'ok  ' : 'FAIL'} ${programme}/${name}: ${told.questions} preguntas, ${told.status} ${told.ready}, ${Math.round(performance.now() - began)} ms ${complaints.join('; ')}`);
            } catch (problem) {
                failures += 1;
                console.log(`FAIL ${programme}/${name}: ${String(problem).slice(0, 900)} ${complaints.join('; ')}`);
                if (process.env.PICTURES) await page.screenshot({ path: join(process.env.PICTURES, `${name}.png`), fullPage: true });
            } finally {
                await context.close();
            }
        }
    } finally {
        child.kill('SIGTERM');
    }
    const waiting = (() => {
        try {
            return minka('submission', 'quarantine', 'list', '--programme', programme);
        } catch (problem) {
            return String(problem.stdout ?? problem);
        }
    })();
    if (failures > 0 || process.env.VERBOSE) console.log(waiting);
    return failures;
}

let failures = 0;
try {
    await build({ root: here, base: '/stranger/', logLevel: 'error', build: { outDir: page_files, emptyOutDir: true, minify: false, target: 'esnext' } });
    const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
    try {
        for (const programme of ['ser-mas-maestro', 'apostemos']) failures += await try_programme(browser, programme);
    } finally {
        await browser.close();
    }
} finally {
    rmSync(folder, { recursive: true, force: true });
}
process.exit(failures === 0 ? 0 : 1);
