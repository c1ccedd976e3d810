import { describe, expect, it } from 'vitest';
import type { Visit } from '@api-client/contract';
import { days_of_week, fields_of_deed, first_visit_values, request_of_deed, usual_deed, week_away } from '@app/screens/visit_act';

const visit = (more: Partial<Visit>): Visit => ({
    id: 'v1',
    number: 1,
    code: 'V1',
    moment: '',
    planned_on: '2026-03-11',
    state: 'proposed',
    face: 'to_agree',
    is_locked: false,
    is_guarded: false,
    is_overdue: false,
    has_arrived: false,
    school_id: 's1',
    school: 'IE Rural',
    place: 'Tame',
    pair_id: 'p1',
    pair: 'P-01',
    acts: [],
    ...more,
});

describe('what is done with a visit', () => {
    it('is usually the next step: arriving before holding, agreeing only what is proposed', () => {
        expect(usual_deed(visit({ acts: ['agree', 'refuse', 'lock'] }))).toBe('agree');
        expect(usual_deed(visit({ state: 'agreed', acts: ['confirm', 'agree', 'call_off'] }))).toBe('confirm');
        expect(usual_deed(visit({ state: 'agreed', acts: ['agree', 'call_off'] }))).toBeUndefined();
        expect(usual_deed(visit({ state: 'in_transit', acts: ['arrive', 'hold', 'fail'] }))).toBe('arrive');
        expect(usual_deed(visit({ state: 'in_transit', acts: ['hold', 'fail'] }))).toBe('hold');
        expect(usual_deed(visit({ state: 'returned' }))).toBeUndefined();
    });
    it('sends only what its form asks for, and no date that did not change', () => {
        const values = { ...first_visit_values(visit({}), '2026-03-02'), said_by: ' rectora ', cause: 'weather' };
        expect(request_of_deed('agree', visit({}), values)).toEqual({ act: 'agree', said_by: 'rectora', channel: 'call', on: '2026-03-02' });
        expect(request_of_deed('agree', visit({}), { ...values, planned_on: '2026-03-12' })['planned_on']).toBe('2026-03-12');
        expect(request_of_deed('fail', visit({}), values)).toEqual({ act: 'fail', cause: 'weather', on: '2026-03-02' });
        expect(request_of_deed('retry', visit({}), { ...values, planned_on: '2026-03-18' })).toEqual({ planned_on: '2026-03-18', pair_id: 'p1' });
        const left = request_of_deed('depart', visit({}), { ...values, expected: '08:30' });
        expect(left['expected_at']).toBe(new Date('2026-03-11T08:30').toISOString());
    });
    it('asks the cause of whatever is not held, or not whole', () => {
        for (const deed of ['refuse', 'call_off', 'hold_partly', 'fail'] as const) expect(fields_of_deed[deed]).toContain('cause');
    });
});

describe('a week', () => {
    it('shows the days of lessons, and a weekend only when there is a visit', () => {
        expect(days_of_week('2026-03-09', [visit({})]).map((day) => day.visits.length)).toEqual([0, 0, 1, 0, 0]);
        expect(days_of_week('2026-03-09', [visit({ planned_on: '2026-03-14' })])).toHaveLength(6);
    });
    it('has one before and one after, over the end of a year too', () => {
        expect(week_away('2026-03-09', -1)).toBe('2026-03-02');
        expect(week_away('2026-12-28', 1)).toBe('2027-01-04');
    });
});
