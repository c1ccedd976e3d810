export type VisitFace = 'to_agree' | 'agreed' | 'held' | 'failed';

export type VisitAct =
    | 'propose'
    | 'agree'
    | 'refuse'
    | 'confirm'
    | 'call_off'
    | 'depart'
    | 'arrive'
    | 'hold'
    | 'hold_partly'
    | 'fail'
    | 'report'
    | 'give_back'
    | 'move'
    | 'lock'
    | 'unlock';

/** `is_guarded`: of high security, so in no print and no export. `acts`: what the asker may do with it now. */
export interface Visit {
    id: string;
    number: number;
    code: string;
    moment: string;
    planned_on: string;
    state: string;
    face: VisitFace;
    is_locked: boolean;
    is_guarded: boolean;
    is_overdue: boolean;
    has_arrived: boolean;
    school_id: string;
    school: string;
    place: string;
    pair_id: string;
    pair: string;
    expected_at?: string;
    outcome?: string;
    held_on?: string;
    cause?: string;
    replaces_id?: string;
    acts: VisitAct[];
}

export interface VisitEvent {
    act: VisitAct;
    state: string;
    happened_on: string;
    recorded_at: string;
    planned_on: string;
    cause?: string;
    channel?: string;
    said_by?: string;
    note?: string;
}

export interface VisitPage {
    visit: Visit;
    purpose: string;
    events: VisitEvent[];
    later_id?: string;
    may_plan_again: boolean;
    pairs: { id: string; code: string }[];
    reports: { submission: string; outcome: string; held_on: string; attended: number }[];
}

/** The visits that count as held, one by one; a visit without reports is the office's word alone. */
export interface VisitSources {
    as_of: string;
    held: number;
    from_field: number;
    visits: { id: string; code: string; school_id: string; school: string; held_on: string; reports: string[] }[];
}

/** Where the answers of a wave came from; of a single school without counts. */
export interface WaveSources {
    responses?: number;
    sources: { informant: string; form: string; form_version: string; file?: string; file_received?: string; responses?: number }[];
}

/** A week, Monday to Sunday; the lists beside it are of any date. */
export interface VisitBoard {
    today: string;
    from: string;
    to: string;
    week: Visit[];
    overdue: Visit[];
    late: Visit[];
    failed: Visit[];
}
