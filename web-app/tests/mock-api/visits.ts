import type { Language, Visit, VisitAct, VisitBoard, VisitEvent, VisitPage } from '@api-client/contract';
import { today } from './teams';

/** A week of one coordinator, around the mock's today. Schools are invented. */
interface Kept extends Omit<Visit, 'acts'> {
    events: VisitEvent[];
    later_id?: string;
}

const monday = new Date(Date.parse(`${today}T00:00:00Z`) - ((new Date(today).getUTCDay() + 6) % 7) * 86_400_000);
const day = (offset: number): string => new Date(monday.getTime() + offset * 86_400_000).toISOString().slice(0, 10);

const event = (act: VisitAct, state: string, on: string, more: Partial<VisitEvent> = {}): VisitEvent => ({
    act,
    state,
    happened_on: on,
    recorded_at: `${on}T15:00:00Z`,
    planned_on: on,
    ...more,
});

function visit(id: string, number: number, offset: number, state: Visit['state'], more: Partial<Kept> = {}): Kept {
    const failed = state === 'failed';
    const held = state === 'held';
    return {
        id,
        number,
        code: `V${number}`,
        moment: 'meetings',
        planned_on: day(offset),
        state,
        face: failed ? 'failed' : held ? 'held' : state === 'proposed' ? 'to_agree' : 'agreed',
        is_locked: false,
        is_guarded: false,
        is_overdue: false,
        has_arrived: false,
        school_id: 'school-4',
        school: 'IE Rural Agua Clara',
        place: 'Ituango',
        pair_id: 'pair-1',
        pair: 'P-01',
        events: [event('propose', 'proposed', day(offset - 21))],
        ...more,
    };
}

export function first_visits(): Map<string, Kept> {
    const all = [
        visit('visit-1', 3, 0, 'held', { outcome: 'held', held_on: day(0) }),
        visit('visit-2', 4, 1, 'in_transit', { school: 'IE Rural El Guamo', place: 'Briceño', is_overdue: true, expected_at: `${day(1)}T13:00:00Z` }),
        visit('visit-3', 4, 8, 'proposed', { school: 'IE Rural La Esperanza', place: 'Valdivia' }),
        visit('visit-4', 5, 9, 'agreed', { school: 'IE Rural Las Palmas', place: 'Tarazá', is_guarded: true }),
        visit('visit-5', 5, 10, 'confirmed', { school: 'IE Rural San Isidro', place: 'Anorí' }),
        visit('visit-6', 2, -4, 'failed', { school: 'IE Rural Tierra Adentro', place: 'Cáceres', outcome: 'failed', cause: 'road_or_river' }),
    ];
    return new Map(all.map((one) => [one.id, one]));
}

const next_acts: Record<string, readonly VisitAct[]> = {
    proposed: ['agree', 'refuse', 'lock'],
    agreed: ['confirm', 'agree', 'call_off', 'refuse', 'fail'],
    confirmed: ['depart', 'call_off', 'fail'],
    in_transit: ['arrive', 'hold', 'hold_partly', 'fail'],
    held: ['report'],
    partly_held: ['report'],
    failed: ['report'],
    reported: ['give_back'],
    returned: [],
};
const state_after: Partial<Record<VisitAct, string>> = {
    agree: 'agreed',
    refuse: 'proposed',
    confirm: 'confirmed',
    call_off: 'failed',
    depart: 'in_transit',
    hold: 'held',
    hold_partly: 'partly_held',
    fail: 'failed',
    report: 'reported',
    give_back: 'returned',
};
const of_pair: readonly VisitAct[] = ['depart', 'arrive', 'hold', 'hold_partly', 'fail', 'report'];

export class MockVisits {
    readonly visits = first_visits();

    constructor(private readonly role: string) {}

    private shown({ events: _events, later_id: _later, ...one }: Kept): Visit {
        const acts = (next_acts[one.state] ?? []).filter((act) => !(act === 'arrive' && one.has_arrived));
        return { ...one, acts: acts.filter((act) => this.role === 'coordinator' || of_pair.includes(act)) };
    }

    list(school: string | null): Visit[] {
        return [...this.visits.values()].filter((one) => school === null || one.school_id === school).map((one) => this.shown(one));
    }

    board(week: string | null): VisitBoard {
        const from = week === null ? day(0) : new Date(Date.parse(`${week}T00:00:00Z`) - ((new Date(week).getUTCDay() + 6) % 7) * 86_400_000).toISOString().slice(0, 10);
        const to = new Date(Date.parse(`${from}T00:00:00Z`) + 6 * 86_400_000).toISOString().slice(0, 10);
        const all = [...this.visits.values()].map((one) => this.shown(one));
        return {
            today,
            from,
            to,
            week: all.filter((one) => one.planned_on >= from && one.planned_on <= to),
            overdue: all.filter((one) => one.is_overdue && !one.has_arrived),
            late: [],
            failed: all.filter((one) => one.state === 'failed' && this.visits.get(one.id)?.later_id === undefined),
        };
    }

    page(id: string, language: Language): VisitPage | undefined {
        const one = this.visits.get(id);
        if (one === undefined) return undefined;
        return {
            visit: this.shown(one),
            purpose: language === 'es' ? 'Encuentro sobre mediación pedagógica' : 'Meeting on pedagogical mediation',
            events: one.events,
            ...(one.later_id === undefined ? {} : { later_id: one.later_id }),
            may_plan_again: this.role === 'coordinator' && one.state === 'failed' && one.later_id === undefined,
            pairs: [
                { id: 'pair-1', code: 'P-01' },
                { id: 'pair-2', code: 'P-02' },
            ],
            reports: [],
        };
    }

    /** The id of the visit to answer with, or what is wrong. */
    write(id: string, kind: string, body: Record<string, string>): string | { detail: string; field: string } {
        const one = this.visits.get(id);
        if (one === undefined) return { detail: 'No existe.', field: 'visit' };
        const date = body['planned_on'];
        if (date !== undefined && [0, 6].includes(new Date(date).getUTCDay())) {
            return { detail: `${date} no es día de clase allí.`, field: 'planned_on' };
        }
        if (kind === 'retry') {
            const fresh = visit(`${id}-again`, one.number, 0, 'proposed', {
                planned_on: date ?? '',
                school: one.school,
                place: one.place,
                replaces_id: id,
                pair: body['pair_id'] === 'pair-2' ? 'P-02' : 'P-01',
            });
            this.visits.set(fresh.id, fresh);
            one.later_id = fresh.id;
            return fresh.id;
        }
        const act = body['act'] as VisitAct;
        if (act === 'arrive') {
            one.has_arrived = true;
            one.is_overdue = false;
        }
        one.state = state_after[act] ?? one.state;
        one.face = ['held', 'partly_held'].includes(one.state) ? 'held' : one.state === 'failed' ? 'failed' : one.state === 'proposed' ? 'to_agree' : 'agreed';
        if (date !== undefined) one.planned_on = date;
        if (body['cause'] !== undefined) one.cause = body['cause'];
        const { channel, said_by, note, cause } = body;
        one.events.push(event(act, one.state, body['on'] ?? today, JSON.parse(JSON.stringify({ channel, said_by, note, cause })) as Partial<VisitEvent>));
        return id;
    }
}
