import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { is_too_wide, picture, settled, sizes, small_targets, violations, type Size } from '../chromium';
import { Journeys, sign_in } from './journeys';

let journeys: Journeys;
beforeAll(async () => {
    journeys = await Journeys.start();
});
afterAll(() => journeys.end());

const screens_of: Record<string, [name: string, path: string][]> = {
    rosa: [
        ['home', '/apostemos'],
        ['teams', '/apostemos/teams'],
        ['ugel', '/apostemos/ugels/ugel-andahuaylas'],
        ['ugel-none', '/apostemos/ugels/ugel-aymaraes'],
        ['people', '/apostemos/people'],
        ['person', '/apostemos/people/person-0'],
        ['lookalikes', '/apostemos/lookalikes'],
        ['partners', '/apostemos/partners'],
        ['partners-none', '/apostemos/partners?q=zzz'],
        ['partner', '/apostemos/partners/partner-1'],
        ['territories', '/apostemos/territories?tree=school_administration'],
        ['territory', '/apostemos/territories/dre-apurimac'],
        ['forbidden', '/apostemos/accounts'],
        ['lost', '/apostemos/nothing/here'],
        ['account', '/account'],
    ],
    lucia: [['home-directorate', '/apostemos']],
    elena: [
        ['home-coordinator', '/ser-mas-maestro'],
        ['schools', '/ser-mas-maestro/schools'],
        ['schools-none', '/ser-mas-maestro/schools?q=zzz&zone=rural'],
        ['school', '/ser-mas-maestro/schools/school-4'],
        ['index', '/ser-mas-maestro/index'],
        ['index-change', '/ser-mas-maestro/index?part=change'],
        ['import', '/ser-mas-maestro/import'],
        ['reports', '/ser-mas-maestro/reports'],
        ['report', '/ser-mas-maestro/reports/report-1'],
        ['school-return', '/ser-mas-maestro/schools/school-4/return'],
        ['visits', '/ser-mas-maestro/visits'],
        ['visits-next', '/ser-mas-maestro/visits?week=2026-11-24'],
        ['visit', '/ser-mas-maestro/visits/visit-6'],
        ['cycles', '/ser-mas-maestro/cycles'],
        ['cycle', '/ser-mas-maestro/cycles/2026-a'],
        ['groups', '/ser-mas-maestro/cycles/2026-a/groups'],
        ['conflicts', '/ser-mas-maestro/conflicts'],
        ['conflict', '/ser-mas-maestro/conflicts/conflict-1'],
        ['territory-municipality', '/ser-mas-maestro/territories/ituango'],
    ],
    pablo: [
        ['agenda', '/ser-mas-maestro/visits'],
        ['agenda-visit', '/ser-mas-maestro/visits/visit-5'],
    ],
    jorge: [
        ['accounts', '/apostemos/accounts'],
    ],
};

const rounds: [Size, 'es' | 'en', boolean][] = [
    ['phone', 'es', false],
    ['desktop', 'es', false],
    ['phone', 'en', false],
    ['desktop', 'en', true],
];

describe.each(rounds)('every screen on a %s in %s (dark: %s)', (size, language, dark) => {
    it.each(Object.keys(screens_of))('of %s has no barrier, breaks no rule and fits', async (login) => {
        const { page, complaints, context } = await journeys.visit(size, dark);
        const mark = `${size}-${language}${dark ? '-dark' : ''}`;
        if (login === 'rosa') {
            expect(await violations(page)).toEqual([]);
            await picture(page, `${mark}-login`);
        }
        await sign_in(page, login);
        if (language === 'en') {
            await page.goto(`${journeys.api.address}/account`);
            await page.getByRole('button', { name: 'English' }).click();
            await page.getByRole('heading', { name: 'My account' }).waitFor();
        }
        for (const [name, path] of screens_of[login] ?? []) {
            await page.goto(journeys.api.address + path);
            await settled(page);
            await picture(page, `${mark}-${name}`);
            expect.soft(await violations(page), name).toEqual([]);
            expect.soft(await is_too_wide(page), `${name} is too wide at ${sizes[size].width}`).toBe(false);
            if (size === 'phone') expect.soft(await small_targets(page), name).toEqual([]);
        }
        await page.goto(`${journeys.api.address}/account`);
        await page.getByRole('button', { name: 'Español' }).click();
        await settled(page);
        expect(complaints).toEqual([]);
        await context.close();
    });
});
