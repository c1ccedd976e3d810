/** What the server says, as its API document has it. Absent values are left out of the object. */

export type Language = 'es' | 'en';

export interface ListOf<Item> {
    items: Item[];
    next?: string | null;
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

export interface AccountGrant {
    id: string;
    role: string;
    territory?: PlaceName;
    valid_from: string;
    valid_to?: string;
}

/** Of whom is signed in; without a programme it opens none. */
export interface Grant extends AccountGrant {
    programme?: { id: string; code: string; name: string; country: string };
    permissions: string[];
}

export interface Me {
    id: string;
    login: string;
    name: string;
    language: string;
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
    languages: string[];
    has_teams: boolean;
    has_visits: boolean;
    today: string;
    stages: CodeName[];
    moments: CodeName[];
    cycles: ProgrammeCycle[];
}

export interface ProgrammeCycle extends CodeName {
    starts_on: string;
    ends_on: string;
}

export type ImportKind = 'territories' | 'schools' | 'people' | 'partners' | 'enrolment' | 'participation' | 'teams' | 'members';

export interface ImportKindFields {
    kind: ImportKind;
    fields: { name: string; meaning: string }[];
}

export interface ImportOrder {
    kind: ImportKind;
    run: 'look' | 'write';
    file: string;
    /** Base 64. */
    content: string;
    columns: { column: string; field: string }[];
    constants: { field: string; value: string }[];
    since?: string;
    cycle?: string;
}

export interface ImportResult {
    columns: string[];
    sample: string[][];
    unused_columns: string[];
    rows: number;
    counts: { kind: string; created: number; changed: number; unchanged: number }[];
    problems: { row: number; column: string; value: string; message: string }[];
    problem_count: number;
    changes: { kind: string; name: string; row: number; fields: { field: string; before: string; after: string }[] }[];
    lookalikes: { first: string; second: string; reason: string }[];
    was_written: boolean;
}

export type ReportKind = 'cycle' | 'schools';
export type ReportAudience = 'programme' | 'public';
export type ReportState = 'waiting' | 'working' | 'ready' | 'failed';

export interface ReportOrder {
    kind: ReportKind;
    cycle: string;
    audience?: ReportAudience;
    as_of?: string;
    known_at?: string;
    language?: Language;
}

export interface Report {
    id: string;
    kind: ReportKind;
    cycle: string;
    audience: ReportAudience;
    language: string;
    as_of: string;
    known_at: string;
    asked_at: string;
    state: ReportState;
    ended_at?: string;
    problem?: string;
    title?: string;
    pages?: number;
    pages_with_scores?: number;
}

export interface ReportDetail {
    report: Report;
    tables: { code: string; caption: string }[];
}

export interface SchoolPageItem {
    id: string;
    code: string;
    name: string;
    has_scores: boolean;
}

export interface ReportCell {
    text: string;
    is_withheld: boolean;
    value?: number;
    low?: number;
    high?: number;
}

export interface ReportTable {
    code: string;
    caption: string;
    columns: { heading: string; kind: 'words' | 'number' | 'share' | 'span' | 'date' }[];
    rows: ReportCell[][];
    last_row_is_total: boolean;
}

export interface ReportBlock {
    kind: 'paragraph' | 'notice' | 'heading' | 'sentences' | 'figure' | 'key_figures' | 'definitions' | 'table';
    text?: string;
    items?: string[];
    is_numbered?: boolean;
    terms?: { term: string; text: string; beside: string }[];
    figure?: { caption: string; page_svg: string; phone_svg: string };
    table?: ReportTable;
}

export interface ReportDocument {
    language: string;
    programme: string;
    title: string;
    under_title: string[];
    notices: string[];
    sections: { id: string; heading: string; blocks: ReportBlock[] }[];
    foot: string;
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
    /** Only for those who need to know. */
    security?: string;
    sites: Site[];
    history: { at: string; act: string; changes: { field: string; before?: unknown; after?: unknown }[] }[];
}

export interface Participation {
    cycle: string;
    state: string;
    since: string;
    reason?: string;
}

export interface PersonRoleLine {
    role: string;
    place: string;
    valid_from: string;
    valid_to?: string;
}

export interface Person {
    id: string;
    name: string;
    roles: PersonRoleLine[];
}

export interface PersonConsent {
    purpose: string;
    text_version: string;
    answer: string;
    given_on: string;
    expires_on?: string;
    withdrawn_on?: string;
    holds: boolean;
}

export interface PersonPage extends Person {
    consents: PersonConsent[];
    merged: Person[];
}

/** A partner with the period of its latest agreement. */
export interface Partner {
    id: string;
    name: string;
    type: string;
    roles: string[];
    agreement?: string;
    state: 'upcoming' | 'active' | 'closed';
    valid_from: string;
    valid_to?: string;
}

export interface PartnerPage {
    id: string;
    name: string;
    type: string;
    state: string;
    periods: Partner[];
    history: SchoolPage['history'];
}

export interface PersonOfPartner {
    id: string;
    name: string;
    role: string;
    valid_from: string;
    valid_to?: string;
}

/** A count, or a share of `total` with the sentence that reports print. */
export interface OwnIndicator {
    code: string;
    name: string;
    n: number;
    total?: number;
    text: string;
}

export interface OwnIndicators {
    as_of: string;
    items: OwnIndicator[];
}

/** Everything of a territory in one file, and how far it is. */
export interface LandExport {
    id: string;
    asked_at: string;
    state: ReportState;
    tables: number;
    done: number;
    ended_at?: string;
    problem?: string;
    bytes?: number;
}

/** Two people at one place who may be one. */
export interface LookalikePair {
    first: Person;
    second: Person;
    is_same_name: boolean;
    place: string;
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
    modality?: 'in_person' | 'virtual';
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
    steps: { act: TeamAct | 'reactivate' | 'withdraw'; allowed: boolean; why_not?: string }[];
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
    language: string;
    grants: AccountGrant[];
}

/** A new account comes with a password that is shown once and works once. */
export interface NewAccount extends Account {
    one_time_password: string;
}

/** How one may sign in besides a name and a password. `link_code` is for whom the provider has just confirmed. */
export interface SignInWays {
    provider?: { name: string };
    link_code?: string;
}

/** An account at the identity provider that opens one here. */
export interface ProviderLink {
    id: string;
    issuer: string;
    valid_from: string;
}

/** A token for scripts; its `secret` is in the answer that made it and nowhere else. */
export interface Token {
    id: string;
    label: string;
    valid_from: string;
    valid_to: string;
    secret?: string;
}

export interface SecondFactor {
    is_on: boolean;
    paper_codes_left: number;
}

export interface StoredRecord {
    kind: string;
    id: string;
    version: number;
    recorded_at: string;
    fields: { name: string; text?: string; was_sealed: boolean }[];
}

export interface DataRead {
    day: string;
    who: string;
    role: string;
    what: string;
    subject: string;
}

export interface OwnData {
    at: string;
    login: string;
    account: StoredRecord[];
    programmes: { programme: string; records: StoredRecord[]; reads: DataRead[] }[];
}

export interface LedgerLine {
    at: string;
    who: string;
    actor: string;
    source: string;
    act: string;
    kind: string;
    record: string;
    base_version: number;
    version: number;
    sequence: number;
    changes: { field: string; before?: string; after?: string }[];
}

export interface RightsRequest {
    id: string;
    kind: string;
    subject?: string;
    subject_name?: string;
    words?: string;
    country: string;
    received_on: string;
    due_on: string;
    days_left: number;
    law: string;
    law_confirmed: boolean;
    answered_on?: string;
    outcome?: string;
}

export interface ErasureProof {
    subject: string;
    erasure?: { requested_on: string; erased_at: string; basis: string };
    ledger: { at: string; sequence: number; hash: string }[];
    stands_in_list: boolean;
    list_count: number;
    list_hash: string;
    has_key: boolean;
    name_opens: boolean;
    sealed_values: number;
}

export interface Backup {
    name: string;
    made_at: string;
    bytes: number;
    key_fingerprint: string;
    has_todays_key: boolean;
    erasures: number;
    findings: number;
}

export interface BackupList {
    folder: string;
    master_key_file: string;
    items: Backup[];
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

/** A paired observation without a word of what its sheets say. */
export interface EpisodeItem {
    code: string;
    state: 'waiting' | 'both_sealed' | 'agreed' | 'single_rater';
    seals: 'not_exchanged' | 'matches' | 'differs';
    sealed: number;
    has_consensus: boolean;
    on?: string;
    visit_id?: string;
    school: string;
    place: string;
}

/** A practice as the two saw it; without a code there was no occasion. */
export interface EpisodePractice {
    practice: string;
    name: string;
    first?: number;
    second?: number;
    first_evidence: string;
    second_evidence: string;
    agreed?: number;
    reason: string;
    differs: boolean;
    owes_reason: boolean;
}

export interface EpisodePage {
    episode: EpisodeItem;
    teacher: string;
    observers: { seat: 'a' | 'b' | 'consensus'; person_id: string; name: string }[];
    is_open: boolean;
    practices: EpisodePractice[];
    release?: { first_signer: string; second_signer: string; reason: string; released_on: string };
    may_release: boolean;
    has_page: boolean;
}

export interface ObserverItem {
    person_id: string;
    name: string;
    pair: string;
    standing: 'certified' | 'waived' | 'lapsed' | 'failed' | 'none';
    certified_on?: string;
    valid_to?: string;
    codes: number;
    exact: number;
    within_one: number;
    waiver_reason?: string;
}

export interface ObserverBoard {
    master?: number;
    declared_on?: string;
    may_certify: boolean;
    observers: ObserverItem[];
}

/** That a case was handed on: no name, no place, no story. */
export interface DangerNotice {
    id: string;
    on: string;
    received_on: string;
    kind: string;
    receiver: string;
    receiver_name: string;
    receipt_number: string;
}

/** Indicator 17 of one attribute or of both at once, 0 to 1. Nobody's age is told. */
export interface GroupDiversity {
    of: 'all' | 'age' | 'experience';
    value: number;
    best: number;
    groups: number;
}

export interface TeacherGroup {
    id: string;
    code: string;
    place?: string;
    time: string;
    people: number;
    since: string;
    is_own: boolean;
}

export interface GroupsPage {
    cycle_id: string;
    cycle: string;
    on: string;
    groups: TeacherGroup[];
    teachers: number;
    without_group: number;
    gone: number;
    diversity: GroupDiversity[];
    diversity_people: number;
    diversity_unknown: number;
    may_form: boolean;
}

export interface GroupPerson {
    id: string;
    name: string;
    school: string;
}

export interface GroupMembers {
    group: string;
    members: GroupPerson[];
    others: number;
}

/** What is asked of the groups of a cycle; people are named by their ids. */
export interface GroupsOrder {
    on?: string;
    least: number;
    most: number;
    reach_km?: number;
    is_anew?: boolean;
    seconds?: number;
    pinned: { person: string; group: string }[];
    together: string[][];
    apart: string[][];
}

export type GroupProposalState = 'waiting' | 'forming' | 'costing' | 'ready' | 'failed' | 'applied';

export interface GroupProposal {
    id: string;
    on: string;
    least: number;
    most: number;
    reach_km?: number;
    is_anew: boolean;
    asked_at: string;
    state: GroupProposalState;
    share: number;
    iterations: number;
    seed: number;
    was_stopped: boolean;
    problem?: string;
}

export interface ProposedGroup {
    code: string;
    place: string;
    time: string;
    people: number;
    before: number;
}

export interface GroupMove {
    person: GroupPerson;
    from: string;
    to: string;
}

export type GroupRule = 'together' | 'apart' | 'minority' | 'pinned' | 'reach' | 'times' | 'former';

export interface GroupProposalPage {
    proposal: GroupProposal;
    pinned: { person: GroupPerson; group: string }[];
    together: GroupPerson[][];
    apart: GroupPerson[][];
    groups: ProposedGroup[];
    diversity: GroupDiversity[];
    share_of_bound?: number;
    filled: number;
    stayed: number;
    moved: number;
    joined: number;
    left: number;
    moves: GroupMove[];
    costs: { rule: GroupRule; share: number }[];
    mean_km: number;
    farthest_km: number;
    ended: string[];
}

export interface GroupsApplied {
    formed: number;
    ended: number;
    joined: number;
    moved: number;
    left: number;
}
