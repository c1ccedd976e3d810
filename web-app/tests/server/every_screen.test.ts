import { screen_routes } from '@app/screen_routes';
import type { RouteRecordRaw } from 'vue-router';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { has_browser, is_too_wide, open_page, picture, settled, sizes, small_targets, violations, type OpenPage, type Size } from '../chromium';
import { open_person, programme_of } from './demo_people';
import { FieldPair } from './field_pair';

/** Who opens a screen, and where: parts in braces are records of the demo. */
interface Door {
    who: 'nobody' | 'coordina' | 'dirige' | 'ana' | 'admin' | 'diego' | 'lucia' | 'sola';
    at: string;
}

const one = '/ser-mas-maestro';
const doors: Record<string, Door> = {
    login: { who: 'nobody', at: '/login' },
    password: { who: 'coordina', at: '/password' },
    account: { who: 'coordina', at: '/account' },
    own_data: { who: 'coordina', at: '/account/data' },
    start: { who: 'sola', at: '/' },
    home: { who: 'coordina', at: one },
    teams: { who: 'lucia', at: '/apostemos/teams' },
    ugel: { who: 'lucia', at: '/apostemos/ugels/{ugel}' },
    schools: { who: 'coordina', at: `${one}/schools` },
    school: { who: 'coordina', at: `${one}/schools/{school}` },
    school_return: { who: 'coordina', at: `${one}/schools/{school}/return` },
    territories: { who: 'coordina', at: `${one}/territories` },
    territory: { who: 'coordina', at: `${one}/territories/{territory}` },
    visits: { who: 'coordina', at: `${one}/visits` },
    visit: { who: 'coordina', at: `${one}/visits/{visit}` },
    observations: { who: 'coordina', at: `${one}/observations` },
    // No demo has sealed sheets, so this is what an address of nothing says; pair.test.ts looks at one that is there.
    observation: { who: 'coordina', at: `${one}/observations/E-0` },
    observers: { who: 'coordina', at: `${one}/observers` },
    conflicts: { who: 'coordina', at: `${one}/conflicts` },
    // No demo has answers that differ: this is what an address of nothing says.
    conflict: { who: 'coordina', at: `${one}/conflicts/00000000-0000-4000-8000-000000000000` },
    danger_notices: { who: 'dirige', at: `${one}/danger` },
    capture: { who: 'ana', at: `${one}/capture` },
    capture_form: { who: 'ana', at: `${one}/capture/forms/{form}` },
    capture_queue: { who: 'ana', at: `${one}/capture/queue` },
    capture_pair: { who: 'ana', at: `${one}/capture/pairs/{visit}` },
    capture_danger: { who: 'ana', at: `${one}/capture/danger` },
    capture_kiosk: { who: 'ana', at: `${one}/kiosk/{form}` },
    cycles: { who: 'coordina', at: `${one}/cycles` },
    cycle: { who: 'coordina', at: `${one}/cycles/{cycle}` },
    groups: { who: 'coordina', at: `${one}/cycles/{cycle}/groups` },
    group_proposal: { who: 'coordina', at: `${one}/cycles/{cycle}/groups/{proposal}` },
    index: { who: 'coordina', at: `${one}/index` },
    import: { who: 'coordina', at: `${one}/import` },
    reports: { who: 'coordina', at: `${one}/reports` },
    report: { who: 'coordina', at: `${one}/reports/{report}` },
    people: { who: 'coordina', at: `${one}/people` },
    person: { who: 'coordina', at: `${one}/people/{person}` },
    partners: { who: 'coordina', at: `${one}/partners` },
    partner: { who: 'coordina', at: `${one}/partners/{partner}` },
    lookalikes: { who: 'coordina', at: `${one}/lookalikes` },
    accounts: { who: 'admin', at: `${one}/accounts` },
    ledger: { who: 'dirige', at: `${one}/ledger` },
    privacy: { who: 'diego', at: `${one}/privacy` },
    backups: { who: 'admin', at: `${one}/backups` },
    lost: { who: 'coordina', at: `${one}/nothing/here` },
};

const names_of = (routes: readonly RouteRecordRaw[]): string[] =>
    routes.flatMap((route) => [...(typeof route.name === 'string' ? [route.name] : []), ...names_of(route.children ?? [])]);

describe.skipIf(!has_browser)('every screen of the app, on the server itself', () => {
    let field: FieldPair;
    const records = new Map<string, string>();

    beforeAll(async () => {
        field = await FieldPair.start('apostemos');
        const { server, coordinator, base } = field;
        const lucia = await open_person(server, { login: 'lucia', programme: 'apostemos', role: 'national_directorate' });
        await open_person(server, { login: 'diego', programme: 'ser-mas-maestro', role: 'data_protection' });
        const sola = await open_person(server, { login: 'sola', programme: 'ser-mas-maestro', role: 'funder' });
        const admin = await open_person(server, { login: 'jorge', programme: 'ser-mas-maestro', role: 'administrator' });
        const { grants } = (await (await sola.ask(`${server.address}/api/v1/me`)).json()) as { grants: { id: string }[] };
        expect((await admin.ask(`${base}/grants/${grants[0]?.id}`, { method: 'DELETE' })).status).toBe(204);
        const first = async (name: string, list: string, key = 'id', from = coordinator): Promise<void> => {
            const address = list.startsWith('http') ? list : base + list;
            const { items } = (await (await from.ask(address)).json()) as { items: Record<string, unknown>[] };
            const found = items[0]?.[key];
            records.set(name, String(typeof found === 'object' && found !== null && 'id' in found ? found.id : found));
        };
        const made = async (name: string, list: string, order: object): Promise<void> => {
            const answer = await coordinator.post_json(base + list, order);
            records.set(name, ((await answer.json()) as { id: string }).id);
        };
        await first('ugel', `${await programme_of(server, lucia)}/teams`, 'ugel', lucia);
        for (const [name, list] of [['school', '/schools'], ['person', '/people'], ['partner', '/partners']] as const) await first(name, list);
        await first('cycle', '/cycles', 'code');
        records.set('territory', field.chosen.land_id);
        records.set('visit', field.chosen.visit);
        await made('report', '/reports', { kind: 'cycle', cycle: records.get('cycle') });
        await made('proposal', `/cycles/${records.get('cycle')}/groups/proposals`, { least: 15, most: 25, seconds: 1 });
        const { forms } = (await (await coordinator.ask(`${base}/capture/pack`)).json()) as { forms: { form: string; version: string }[] };
        records.set('form', `${forms[0]?.form}/${forms[0]?.version}`);
    }, 240_000);
    afterAll(() => field?.end());

    it('stands in the table of who opens it', () => {
        expect(Object.keys(doors).sort()).toEqual(names_of(screen_routes).sort());
    });

    const open_as = async (who: Door['who'], language: 'es' | 'en'): Promise<OpenPage> => {
        const opened = await open_page(field.browser, 'phone');
        if (who === 'nobody') await opened.page.goto(field.server.address);
        else await field.sign_in(opened.page, who);
        if (language === 'en' && who !== 'nobody') {
            await opened.page.goto(`${field.server.address}/account`);
            await opened.page.getByRole('button', { name: 'English' }).click();
            await opened.page.getByRole('heading', { name: 'My account' }).waitFor();
        }
        if (language === 'en' && who === 'nobody') await opened.page.getByRole('button', { name: 'English' }).click();
        return opened;
    };

    // English has the same screens with other words: MINKA_LANGUAGES=es,en asks for both.
    const languages = (process.env.MINKA_LANGUAGES ?? 'es').split(',') as ('es' | 'en')[];
    describe.each(languages)('in %s', (language) => {
        it.each([...new Set(Object.values(doors).map((door) => door.who))])('of %s has no barrier, breaks no rule and fits', async (who) => {
            const { page, complaints, close } = await open_as(who, language);
            for (const [name, door] of Object.entries(doors).filter(([, one_door]) => one_door.who === who)) {
                await page.goto(field.server.address + door.at.replaceAll(/\{(\w+)\}/g, (_whole, part: string) => encodeURI(records.get(part) ?? `no-${part}`)));
                for (const size of ['phone', 'desktop'] as Size[]) {
                    await page.setViewportSize(sizes[size]);
                    await settled(page);
                    await picture(page, `every-${size}-${language}-${name}`);
                    expect.soft(await violations(page), `${name} on a ${size}`).toEqual([]);
                    expect.soft(await is_too_wide(page), `${name} is too wide on a ${size}`).toBe(false);
                    if (size === 'phone') expect.soft(await small_targets(page), name).toEqual([]);
                }
            }
            expect(complaints).toEqual([]);
            await close();
        }, 600_000);
    });
});
