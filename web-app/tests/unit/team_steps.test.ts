import { describe, expect, it } from 'vitest';
import { team_acts, type Team, type UgelPage } from '@api-client/contract';
import { fields_of_act, first_values, request_of_act } from '@app/screens/team_act';
import { team_steps, way_of_a_team } from '@app/screens/team_steps';

const ugel = { id: 'u', code: '050032', name: 'UGEL Andahuaylas', directorate: 'DRE Apurímac' };
const team: Team = {
    id: 't',
    state: 'convened',
    state_since: '2026-02-16',
    convened_on: '2026-02-16',
    members: [],
    resolutions: [],
    plans: [],
    sessions: [],
};
const page = (changes?: Partial<Team>, steps: UgelPage['steps'] = []): UgelPage => ({
    ugel,
    steps,
    ...(changes === undefined ? {} : { team: { ...team, ...changes } }),
});
const shown = (of: UgelPage): string => team_steps(of).map((step) => step.state[0]).join('');

describe('the way of a team', () => {
    // d done, n next, l later; in the order convene, invite, accept, form, draft, number, sign, notify, activate.
    it('begins with the call where there is none', () => {
        expect(shown(page())).toBe('nllllllll');
    });
    it('goes on as its record does', () => {
        const member = { membership_id: 'm', person_id: 'p', role: 'integrante', invited_on: '2026-02-18' };
        expect(shown(page({}))).toBe('dnlllllll');
        expect(shown(page({ members: [member] }))).toBe('ddnllllll');
        expect(shown(page({ members: [{ ...member, accepted_on: '2026-02-20' }] }))).toBe('dddnlllll');
        const resolution = { id: 'r', number: '01234-2026', year: 2026, kind: 'forms', state: 'numbered' as const, complete: false };
        const formed = { members: [{ ...member, accepted_on: '2026-02-20' }], formed_on: '2026-03-02' };
        expect(shown(page({ ...formed, resolutions: [{ ...resolution, state: 'draft' }] }))).toBe('dddddnlll');
        expect(shown(page({ ...formed, resolutions: [resolution] }))).toBe('ddddddnll');
        expect(shown(page({ ...formed, resolutions: [{ ...resolution, state: 'signed' }] }))).toBe('dddddddnl');
        expect(shown(page({ ...formed, resolutions: [{ ...resolution, state: 'notified' }] }))).toBe('ddddddddn');
        expect(shown(page({ ...formed, state: 'active', resolutions: [{ ...resolution, state: 'notified' }] }))).toBe('ddddddddd');
    });
    it('does not count who withdrew as invited', () => {
        const left = { membership_id: 'm', person_id: 'p', role: 'integrante', invited_on: '2026-02-18', accepted_on: '2026-02-20', withdrawn_on: '2026-03-01' };
        expect(shown(page({ members: [left] }))).toBe('dnlllllll');
    });
    it('begins anew after a team lapsed or its resolution expired', () => {
        expect(shown(page({ state: 'lapsed', formed_on: '2026-03-02' }))).toBe('nllllllll');
        expect(shown(page({ state: 'expired' }))).toBe('nllllllll');
    });
    it('offers only what the server allows, and says its reason', () => {
        const steps = team_steps(page(undefined, [{ act: 'convene', allowed: false, why_not: 'La UGEL cerró.' }]));
        expect(steps[0]).toMatchObject({ allowed: false, why_not: 'La UGEL cerró.', state: 'next' });
        expect(steps.slice(1).every((step) => !step.allowed)).toBe(true);
    });
    it('has every act but letting it lapse', () => {
        expect([...way_of_a_team, 'lapse'].sort()).toEqual([...team_acts].sort());
    });
});

describe('the request of an act', () => {
    it('holds the fields of the act and no other', async () => {
        const values = { ...first_values('2026-11-22'), number: ' 01234-2026 ', person_id: 'p' };
        expect(await request_of_act('number', values)).toEqual({ act: 'number', number: '01234-2026', issued_on: '2026-11-22' });
        for (const act of team_acts) {
            expect(Object.keys(await request_of_act(act, values)).sort()).toEqual(['act', ...fields_of_act[act].filter((one) => one !== 'scan')].sort());
        }
    });
    it('carries the scan as base64, whole', async () => {
        // "Man" is "TWFu" in RFC 4648; the rest shows that pieces join without a gap.
        const scan = new File(['Man'.repeat(10_000)], 'rd.pdf', { type: 'application/pdf' });
        const request = await request_of_act('sign', { ...first_values('2026-11-22'), scan });
        expect(request.scan).toEqual({ media_type: 'application/pdf', content: 'TWFu'.repeat(10_000) });
    });
});
