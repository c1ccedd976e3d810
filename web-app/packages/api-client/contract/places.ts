import type { ReportState } from '@api-client/contract/reports';
import type { ListOf, PlaceName } from '@api-client/contract/shared';

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
