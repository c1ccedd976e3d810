/** What the server says, as its API document has it. Absent values are left out of the object. */

export type Language = 'es' | 'en';

export interface ListOf<Item> {
    items: Item[];
    next: string | null;
}

/** `text` is in the language of the account and is shown as it is. */
export interface Share {
    n: number;
    total: number;
    text: string;
}

export interface PlaceName {
    id: string;
    name: string;
    kind: string;
}

export interface Grant {
    id: string;
    programme: { id: string; code: string; name: string; country: string };
    role: string;
    territory?: PlaceName;
    valid_from: string;
    valid_to?: string;
    permissions: string[];
}

export interface Me {
    id: string;
    login: string;
    name: string;
    language: Language;
    must_change_password: boolean;
    grants: Grant[];
}

export interface CodeName {
    code: string;
    name: string;
}

export interface Profile {
    id: string;
    code: string;
    name: string;
    country: string;
    languages: Language[];
    has_teams: boolean;
    has_visits: boolean;
    today: string;
    stages: CodeName[];
    moments: CodeName[];
}

export interface Task {
    kind: string;
    text: string;
    date?: string;
    link: { screen: string; id: string };
}

export interface Figure {
    code: string;
    name: string;
    share: Share;
    trend: { date: string; n: number; total: number }[];
}

export interface Home {
    today: string;
    role: string;
    late: Task[];
    today_tasks: Task[];
    week: Task[];
    later: Task[];
    changed: { at: string; text: string }[];
    figures: Figure[];
}

export type TerritoryTree = 'civil' | 'school_administration';

export interface Territory {
    id: string;
    tree: TerritoryTree;
    kind: string;
    code_system: string;
    code: string;
    name: string;
    parent_id?: string;
    children: number;
    schools: number;
}

export interface FoundTerritory extends Territory {
    path: string;
}

export interface TerritoryPage extends Territory {
    path: PlaceName[];
    is_pdet: boolean;
    rurality?: string;
}

export interface School {
    id: string;
    code_system: string;
    code: string;
    name: string;
    sector: string;
    zone: string;
    place: string;
    participation?: string;
}

export interface SchoolList extends ListOf<School> {
    total: number;
}

export interface Site {
    id: string;
    code: string;
    name: string;
    levels: string[];
    zone: string;
    access_mode?: string;
    access_hours?: number;
    overnight?: boolean;
}

/** On its own page a school's `participation` is the list of its states, cycle by cycle. */
export interface SchoolPage extends Omit<School, 'participation'> {
    participation: Participation[];
    sites: Site[];
    history: { at: string; act: string; changes: { field: string; before?: unknown; after?: unknown }[] }[];
}

export interface Participation {
    cycle: string;
    state: string;
    since: string;
    reason?: string;
}

export interface Person {
    id: string;
    name: string;
    roles: { role: string; place: string; valid_from: string; valid_to?: string }[];
}

export interface MissingThing {
    requirement: string;
    text: string;
}

export interface Ugel {
    id: string;
    code: string;
    name: string;
    directorate: string;
    modality?: 'in_person' | 'virtual_';
}

export interface TeamRow {
    ugel: Ugel;
    passed: number;
    stage?: string;
    missing: MissingThing[];
    state?: string;
    constituted: boolean;
    until?: string;
}

export interface TeamBoard extends ListOf<TeamRow> {
    as_of: string;
    stages: { code: string; name: string; passed: Share }[];
    shares: { name: string; source: string; dated_on?: string; share: Share }[];
}

export interface TeamMember {
    membership_id: string;
    person_id: string;
    name?: string;
    role: string;
    invited_on: string;
    accepted_on?: string;
    withdrawn_on?: string;
}

export interface TeamResolution {
    id: string;
    number: string;
    year: number;
    kind: string;
    state: string;
    issued_on?: string;
    signatory?: string;
    valid_from?: string;
    valid_to?: string;
    complete: boolean;
}

export interface WorkPlan {
    id: string;
    title: string;
    state: string;
    starts_on: string;
    ends_on: string;
    approved_on?: string;
}

export interface GiaSession {
    id: string;
    number: number;
    planned_on: string;
    held_on?: string;
    purpose: string;
}

export interface Team {
    id: string;
    state: string;
    state_since: string;
    convened_on: string;
    formed_on?: string;
    members: TeamMember[];
    resolutions: TeamResolution[];
    plans: WorkPlan[];
    sessions: GiaSession[];
}

export const team_acts = [
    'convene',
    'invite',
    'accept',
    'form',
    'draft_resolution',
    'number',
    'sign',
    'notify',
    'activate',
    'lapse',
] as const;
export type TeamAct = (typeof team_acts)[number];

export interface UgelPage {
    ugel: Ugel;
    team?: Team;
    steps: { act: TeamAct; allowed: boolean; why_not?: string }[];
}

export interface Cycle {
    id: string;
    code: string;
    name: string;
    starts_on: string;
    ends_on: string;
    state: string;
}

export interface CyclePage extends Cycle {
    missing: MissingThing[];
    decisions: { number: number; decided_on: string; subject: string; decision: string; rationale: string }[];
    waves: {
        code: string;
        name: string;
        state: string;
        opens_on: string;
        closes_on: string;
        responses: number;
        eligible: number;
    }[];
    schools: Share;
    visits?: Share;
}

export interface Account {
    id: string;
    login: string;
    name: string;
    language: Language;
    grants: Grant[];
}

/** A new account comes with a password that is shown once and works once. */
export interface NewAccount extends Account {
    one_time_password: string;
}

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
