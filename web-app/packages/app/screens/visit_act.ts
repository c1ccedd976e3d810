import type { Visit, VisitAct } from '@api-client/contract';

export type VisitField = 'planned_on' | 'pair_id' | 'said_by' | 'channel' | 'cause' | 'note' | 'expected' | 'on';
export type VisitValues = Record<VisitField, string>;

/** Also the one act that is no step: a visit that failed gets another date. */
export type VisitDeed = VisitAct | 'retry';

export function first_visit_values(visit: Visit, today: string): VisitValues {
    return { planned_on: visit.planned_on, pair_id: visit.pair_id, said_by: '', channel: 'call', cause: '', note: '', expected: '', on: today };
}

/** What each deed needs to know, in the order it is asked. */
export const fields_of_deed: Record<VisitDeed, readonly VisitField[]> = {
    propose: [],
    agree: ['planned_on', 'said_by', 'channel', 'on'],
    refuse: ['cause', 'note', 'on'],
    confirm: ['note', 'on'],
    call_off: ['cause', 'note', 'on'],
    depart: ['expected', 'on'],
    arrive: ['channel', 'on'],
    hold: ['note', 'on'],
    hold_partly: ['cause', 'note', 'on'],
    fail: ['cause', 'note', 'on'],
    report: ['on'],
    give_back: ['on'],
    move: [],
    lock: ['on'],
    unlock: ['on'],
    retry: ['planned_on', 'pair_id'],
};

/** Deeds that end a plan: asked in red, after everything else. */
export const hard_deeds: ReadonlySet<VisitDeed> = new Set(['refuse', 'call_off', 'fail']);

/** What is most likely wanted next, the first of these that may be done. */
const usual: readonly VisitAct[] = ['arrive', 'hold', 'depart', 'confirm', 'agree', 'report', 'give_back'];

export function usual_deed(visit: Visit): VisitAct | undefined {
    // Agreeing once more is for another date, and stands on the visit's own page.
    return usual.find((act) => visit.acts.includes(act) && !(act === 'agree' && visit.state !== 'proposed'));
}

/** The body of the request. A time is the phone's own, on the day of the visit. */
export function request_of_deed(deed: VisitDeed, visit: Visit, values: VisitValues): Record<string, string> {
    const request: Record<string, string> = deed === 'retry' ? {} : { act: deed };
    for (const field of fields_of_deed[deed]) {
        const value = values[field].trim();
        if (value === '') continue;
        if (field === 'expected') request['expected_at'] = new Date(`${visit.planned_on}T${value}`).toISOString();
        else if (field === 'planned_on' && deed === 'agree' && value === visit.planned_on) continue;
        else request[field] = value;
    }
    return request;
}

/** The Monday before or after another. */
export function week_away(monday: string, weeks: number): string {
    return new Date(Date.parse(`${monday}T00:00:00Z`) + weeks * 7 * 86_400_000).toISOString().slice(0, 10);
}

/** The days of a week that have visits, with those of school days always there. */
export function days_of_week(monday: string, visits: readonly Visit[]): { date: string; visits: Visit[] }[] {
    return Array.from({ length: 7 }, (_unused, place) => {
        const date = new Date(Date.parse(`${monday}T00:00:00Z`) + place * 86_400_000).toISOString().slice(0, 10);
        return { date, visits: visits.filter((visit) => visit.planned_on === date) };
    }).filter((day, place) => place < 5 || day.visits.length > 0);
}
