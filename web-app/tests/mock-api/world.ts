import type { GroupsOrder, Language, Me, TeamAct, ImportOrder, ReportOrder } from '@api-client/contract';
import { MockConflicts } from './conflicts';
import { MockPeople } from './people';
import { MockExports, own_indicators, partner_page, partner_people, partners_found } from './partners';
import { as_account, first_accounts, grant, password, people, programmes } from './accounts';
import { import_kinds, import_result } from './imports';
import { cycles_of, MockReports, report_document } from './reports';
import { MockCapture } from './capture';
import { MockGroups } from './groups';
import { cycle_page, home_of } from './home';
import { found_territories, fold, lands, map_of, school_page, territory_page } from './places';
import { board, stages, take_step, today, ugel_page } from './teams';
import { MockVisits } from './visits';

export interface MockRequest {
    method: string;
    path: string;
    query: URLSearchParams;
    body: Record<string, string>;
    bytes: Buffer;
    session: string | undefined;
    accepts: Language;
}

export interface MockAnswer {
    status: number;
    body?: unknown;
    type?: string;
    headers?: Record<string, string>;
}

const problem = (status: number, code: string, detail: string, field?: string): MockAnswer => ({
    status,
    body: { type: `/problems/${code}`, title: detail, status, detail, code, ...(field === undefined ? {} : { field }) },
    ...(status === 429 ? { headers: { 'retry-after': '120' } } : {}),
});
const ok = (body: unknown): MockAnswer => ({ status: 200, body });
const not_found = problem(404, 'not_found', 'No existe.');

function page_of<Item>(items: Item[], query: URLSearchParams, usual = 50): { items: Item[]; next: string | null; total: number } {
    const after = Number(query.get('after') ?? 0);
    const limit = Number(query.get('limit') ?? usual);
    return { items: items.slice(after, after + limit), next: after + limit < items.length ? String(after + limit) : null, total: items.length };
}

/** Everything the mock remembers; tests may look into it. */
export class World {
    readonly accounts = first_accounts();
    readonly visits = { coordinator: new MockVisits('coordinator'), mediator: new MockVisits('mediator') };
    readonly capture = new MockCapture(programmes.CO.id);
    readonly sessions = new Map<string, string>();
    /** Everything but signing in fails, as with a full disk. */
    broken = false;
    /** How one may sign in besides a password; an identity provider where a journey has one. */
    ways: { provider?: { name: string }; link_code?: string } = {};
    private readonly people = new MockPeople();
    private readonly exports = new MockExports();
    private failures = 0;
    private readonly reports = new MockReports();
    private readonly groups = new MockGroups();
    private grants = 100;
    private readonly conflicts = new MockConflicts();

    answer(request: MockRequest): MockAnswer {
        if (request.path === '/login' && request.method === 'POST') return this.log_in(request.body);
        if (request.path === '/sign-in/ways') return ok(this.ways);
        if (this.broken) return problem(500, 'storage_failed', 'El disco del servidor está lleno. No se guardó nada.');
        const me = this.accounts.find((one) => one.id === this.sessions.get(request.session ?? ''));
        if (me === undefined) return problem(401, 'unauthenticated', 'Entre primero.');
        if (request.path === '/logout') {
            this.sessions.delete(request.session ?? '');
            return { status: 204 };
        }
        if (request.path === '/me') return ok(me);
        if (request.path === '/me/language') {
            me.language = request.body['language'] === 'en' ? 'en' : 'es';
            return { status: 204 };
        }
        if (request.path === '/me/password') {
            if (request.body['current'] !== password) return problem(401, 'unauthenticated', 'No es correcta.');
            me.must_change_password = false;
            return { status: 204 };
        }
        const parts = /^\/programmes\/([^/]+)(\/.*)$/.exec(request.path);
        const country = parts?.[1] === programmes.PE.id ? 'PE' : parts?.[1] === programmes.CO.id ? 'CO' : undefined;
        if (parts === null || country === undefined) return not_found;
        const mine = me.grants.find((one) => one.programme?.id === parts[1]);
        if (mine === undefined) return problem(404, 'not_found', 'No existe.');
        return this.in_programme(request, decodeURIComponent(parts[2] ?? ''), country, me, mine.role);
    }

    private log_in({ login, password: given, code }: Record<string, string>): MockAnswer {
        const me = this.accounts.find((one) => one.login === login);
        if (me === undefined || given !== password) {
            this.failures += 1;
            if (this.failures > 4) return problem(429, 'too_many_attempts', 'Espere.');
            return problem(401, 'unauthenticated', 'No son correctos.');
        }
        if (login === 'codigo' && code !== '123456') return problem(401, 'code_needed', 'Falta el código.');
        this.failures = 0;
        const session = `s${this.sessions.size + 1}-${me.id}`;
        this.sessions.set(session, me.id);
        return { status: 200, body: me, headers: { 'set-cookie': `minka_session=${session}; HttpOnly; SameSite=Strict; Path=/` } };
    }

    private in_programme(request: MockRequest, path: string, country: 'PE' | 'CO', me: Me, role: string): MockAnswer {
        const { query, method, body } = request;
        const language: Language = me.language === 'en' ? 'en' : 'es';
        const may = (permission: string): boolean => me.grants.some((one) => one.permissions.includes(permission));
        const forbidden = problem(403, 'forbidden', language === 'es' ? 'Su papel no permite ver esto.' : 'Your role does not allow this.');
        const [, kind = '', id, rest] = path.split('/');
        if (kind === 'profile') {
            const { id: programme, code, name } = programmes[country];
            const is_peru = country === 'PE';
            return ok({ id: programme, code, name, country, languages: ['es', 'en'], has_teams: is_peru, has_visits: !is_peru, today, stages: is_peru ? stages(language) : [], moments: [], cycles: cycles_of(is_peru) });
        }
        if (kind === 'capture') return may('capture') && country === 'CO' ? (this.capture.answer(request, path) ?? not_found) : forbidden;
        if (kind === 'home') return ok(home_of(role, language, country));
        if (kind === 'territories' && rest === 'indicators') return ok(own_indicators);
        if (kind === 'territories' && rest === 'exports') return ok(method === 'POST' ? this.exports.ask() : { items: this.exports.list(), next: null });
        if (kind === 'partners') {
            if (!may('register_read')) return forbidden;
            if (id === undefined) return ok({ items: partners_found(query), next: null });
            if (rest === 'people') return may('people_read') ? ok({ items: partner_people, next: null }) : forbidden;
            const page = partner_page(id);
            return page === undefined ? not_found : ok(page);
        }
        if (kind === 'territories') return this.territories(country, query, id, rest);
        if (kind === 'schools') return this.schools(country, query, id);
        if (kind === 'teams') return may('teams_read') ? ok(board(query, language)) : forbidden;
        if (kind === 'ugels' && id !== undefined) {
            if (method === 'POST') {
                const wrong = take_step(id, body['act'] as TeamAct, body, (one) => people.find((p) => p.id === one)?.name ?? '');
                if (wrong !== undefined) return problem(400, 'invalid_input', wrong.detail, wrong.field);
            }
            const page = ugel_page(id, language);
            return page === undefined ? not_found : ok(page);
        }
        if (kind === 'imports') return method === 'POST' ? ok(import_result(body as unknown as ImportOrder)) : ok({ items: import_kinds, next: null });
        if (kind === 'reports') return this.report(request, id, rest, path.split('/')[4], language);
        if (kind === 'cycles' && rest === 'groups') return this.teacher_groups(request, path.split('/').slice(4), may('cycle_write'), forbidden);
        if (kind === 'cycles') return this.cycles(id, rest, language);
        if (kind === 'visits') {
            const kept = role === 'coordinator' ? this.visits.coordinator : role === 'mediator' ? this.visits.mediator : undefined;
            if (kept === undefined) return forbidden;
            if (id === undefined) return ok(page_of(kept.list(query.get('school')), query));
            if (id === 'board') return ok(kept.board(query.get('week')));
            const written = method === 'POST' ? kept.write(id, rest ?? '', body) : id;
            if (typeof written !== 'string') return problem(400, 'invalid_input', written.detail, written.field);
            const page = kept.page(written, language);
            return page === undefined ? not_found : ok(page);
        }
        if (kind === 'people') {
            if (!may('people_read')) return forbidden;
            if (id !== undefined) {
                if (rest === 'merge') this.people.merge(id, String(body['into']));
                if (rest === 'unmerge') this.people.unmerge(id);
                const page = this.people.page(id);
                return page === undefined ? not_found : ok(page);
            }
            const q = fold(query.get('q') ?? '');
            return ok(page_of(people.filter((one) => fold(one.name).includes(q)).filter((one) => !query.has('role') || one.roles.some((r) => r.role === query.get('role'))), query));
        }
        if (kind === 'lookalikes') return may('people_read') ? ok({ items: this.people.lookalikes(), next: null }) : forbidden;
        if (kind === 'submission-conflicts') {
            if (!may('submissions_read')) return forbidden;
            if (id === undefined) return ok(this.conflicts.list());
            const answer = rest === 'decision' ? this.conflicts.decide(id, body['keep']) : this.conflicts.find(id);
            return answer === undefined ? not_found : ok(answer);
        }
        if (kind === 'accounts' || kind === 'grants') return may('accounts_manage') ? this.administration(request, country, kind, id) : forbidden;
        return not_found;
    }

    private territories(country: 'PE' | 'CO', query: URLSearchParams, id: string | undefined, rest: string | undefined): MockAnswer {
        const land = lands[country];
        if (id !== undefined) {
            const one = land.territories.find((territory) => territory.id === id);
            if (one === undefined) return not_found;
            return ok(rest === 'map' ? map_of(land, one) : territory_page(land, one));
        }
        const q = query.get('q');
        if (q !== null) return ok(page_of(found_territories(land, q), query, 20));
        const parent = query.get('parent');
        return ok(
            page_of(
                land.territories.filter((one) => (parent === null ? one.parent_id === undefined && (query.get('tree') ?? one.tree) === one.tree : one.parent_id === parent)),
                query,
            ),
        );
    }

    private schools(country: 'PE' | 'CO', query: URLSearchParams, id: string | undefined): MockAnswer {
        const land = lands[country];
        if (id !== undefined) {
            const one = land.schools.find((school) => school.id === id);
            return one === undefined ? not_found : ok(school_page(one));
        }
        const place = land.territories.find((one) => one.id === query.get('territory'));
        const found = land.schools
            .filter((one) => fold(`${one.name} ${one.code}`).includes(fold(query.get('q') ?? '')))
            .filter((one) => !query.has('sector') || one.sector === query.get('sector'))
            .filter((one) => !query.has('zone') || one.zone === query.get('zone'))
            .filter((one) => place === undefined || place.kind === 'country' || one.place.includes(place.name.replace('UGEL ', '')));
        return ok(page_of(found, query, 25));
    }

    private report({ method, body }: MockRequest, id: string | undefined, rest: string | undefined, part: string | undefined, language: Language): MockAnswer {
        if (id === undefined) return method === 'POST' ? ok(this.reports.ask(body as unknown as ReportOrder, language)) : ok({ items: this.reports.list(), next: null });
        const detail = this.reports.find(id);
        if (detail === undefined) return not_found;
        const page = { status: 200, type: 'text/html; charset=utf-8', headers: { 'content-security-policy': "default-src 'none'; frame-ancestors 'self'; sandbox allow-same-origin allow-modals" }, body: '<!doctype html><html lang="es"><title>Informe</title><h1>Informe del ciclo</h1></html>' };
        if (rest === 'page' || (rest === 'schools' && part !== undefined)) return page;
        if (rest === 'document') return ok(report_document(language));
        if (rest === 'schools') return ok({ items: [{ id: 'school-4', code: '105', name: 'Escuela El Guaimaro', has_scores: true }, { id: 'school-5', code: '106', name: 'Escuela La Ceja', has_scores: false }], next: null });
        return ok(detail);
    }

    private cycles(code: string | undefined, rest: string | undefined, language: Language): MockAnswer {
        const cycle = cycle_page(language);
        if (code === undefined) return ok({ items: [cycle], next: null });
        if (code !== cycle.code) return not_found;
        if (rest === 'report') return { status: 200, type: 'text/html; charset=utf-8', body: '<!doctype html><title>Informe</title><h1>Informe del ciclo</h1>' };
        return ok(cycle);
    }

    private teacher_groups({ method, query, body }: MockRequest, [part, id, rest]: string[], may_form: boolean, forbidden: MockAnswer): MockAnswer {
        if (part === undefined) return ok(this.groups.page(may_form));
        if (part !== 'proposals') return ok(this.groups.members(part === 'group-1' ? '1' : '2'));
        if (!may_form) return forbidden;
        if (id === undefined && method === 'GET') return ok({ items: this.groups.list(), next: null });
        if (id === undefined) {
            const asked = this.groups.ask(body as unknown as GroupsOrder);
            return asked === undefined ? problem(400, 'invalid_input', 'Un grupo tiene al menos tantas personas a lo más como al menos.', 'least') : ok(asked);
        }
        const answer = rest === 'members' ? this.groups.members(query.get('group') ?? '') : rest === 'stop' ? this.groups.stop(id) : rest === 'apply' ? this.groups.apply(id) : this.groups.find(id);
        return answer === undefined ? not_found : ok(answer);
    }

    private administration(request: MockRequest, country: 'PE' | 'CO', kind: string, id: string | undefined): MockAnswer {
        const { method, body } = request;
        if (kind === 'grants') {
            for (const one of this.accounts) one.grants = one.grants.filter((grant) => grant.id !== id);
            return { status: 204 };
        }
        if (method === 'GET') return ok(page_of(this.accounts.map(as_account), request.query));
        if (id !== undefined) {
            const found = this.accounts.find((one) => one.id === id);
            if (found === undefined) return not_found;
            const place = lands[country].territories.find((one) => one.id === body['territory_id']);
            this.grants += 1;
            const fresh = grant(`g${this.grants}`, country, body['role'] ?? '', place && { id: place.id, name: place.name, kind: place.kind });
            found.grants = [...found.grants, fresh];
            return { status: 201, body: as_account(found) };
        }
        const login = body['login'] ?? '';
        if (this.accounts.some((one) => one.login === login)) return problem(409, 'conflict', 'Ya hay una cuenta con ese usuario.', 'login');
        if (/\s/.test(login)) return problem(400, 'invalid_input', 'El usuario va sin espacios.', 'login');
        const fresh: Me = { id: `u${this.accounts.length + 1}`, login, name: body['name'] ?? '', language: 'es', must_change_password: true, grants: [] };
        this.accounts.push(fresh);
        return { status: 201, body: { ...as_account(fresh), one_time_password: 'rio-luna-4821-maiz' } };
    }
}
