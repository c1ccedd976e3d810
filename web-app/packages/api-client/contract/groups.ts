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
