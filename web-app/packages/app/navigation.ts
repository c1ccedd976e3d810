import type { Grant } from '@api-client/contract';
import type { IconName } from '@ui/icon_paths';

export type ScreenName =
    | 'home'
    | 'teams'
    | 'ugel'
    | 'schools'
    | 'school'
    | 'territories'
    | 'territory'
    | 'visits'
    | 'visit'
    | 'capture'
    | 'observations'
    | 'danger_notices'
    | 'conflicts'
    | 'cycles'
    | 'cycle'
    | 'index'
    | 'reports'
    | 'import'
    | 'people'
    | 'partners'
    | 'accounts'
    | 'ledger'
    | 'privacy'
    | 'backups';

export interface NavigationEntry {
    screen: ScreenName;
    icon: IconName;
}

interface GuardedEntry extends NavigationEntry {
    permission?: string;
    /** Others that it takes besides. */
    also?: readonly string[];
    only_with_teams?: boolean;
    only_with_visits?: boolean;
}

const entries: readonly GuardedEntry[] = [
    { screen: 'home', icon: 'home' },
    { screen: 'teams', icon: 'team', permission: 'teams_read', only_with_teams: true },
    { screen: 'visits', icon: 'calendar', permission: 'visits_read', only_with_visits: true },
    { screen: 'capture', icon: 'pencil', permission: 'capture' },
    { screen: 'observations', icon: 'search', permission: 'visits_read', only_with_visits: true },
    { screen: 'schools', icon: 'school', permission: 'register_read' },
    { screen: 'territories', icon: 'map', permission: 'register_read' },
    { screen: 'cycles', icon: 'cycle', permission: 'cycle_read' },
    { screen: 'index', icon: 'chart', permission: 'report_read' },
    { screen: 'reports', icon: 'document', permission: 'report_read' },
    { screen: 'people', icon: 'people', permission: 'people_read' },
    { screen: 'danger_notices', icon: 'shield', permission: 'danger_read' },
    { screen: 'conflicts', icon: 'warning', permission: 'submissions_read', also: ['people_read', 'need_to_know'] },
    { screen: 'partners', icon: 'link', permission: 'register_read' },
    { screen: 'import', icon: 'upload', permission: 'register_write' },
    { screen: 'accounts', icon: 'key', permission: 'accounts_manage' },
    { screen: 'privacy', icon: 'document', permission: 'privacy_manage' },
    { screen: 'ledger', icon: 'ledger', permission: 'ledger_read' },
    { screen: 'backups', icon: 'cloud', permission: 'accounts_manage' },
];

/** What the grants of one programme allow together. */
export function permissions_of(grants: readonly Grant[]): Set<string> {
    return new Set(grants.flatMap((grant) => grant.permissions));
}

/** The screens a person may open, in their order: one they may not open is not shown at all. */
export function navigation_for(permissions: ReadonlySet<string>, has_teams: boolean, has_visits = true): NavigationEntry[] {
    return entries
        .filter((entry) => entry.permission === undefined || permissions.has(entry.permission))
        .filter((entry) => entry.also === undefined || entry.also.every((one) => permissions.has(one)))
        .filter((entry) => !entry.only_with_teams || has_teams)
        .filter((entry) => !entry.only_with_visits || has_visits)
        .map(({ screen, icon }) => ({ screen, icon }));
}

/** A phone's bar holds this many; the rest stands behind "more". */
export const places_in_bar = 4;

export function split_for_bar(all: readonly NavigationEntry[]): { bar: NavigationEntry[]; more: NavigationEntry[] } {
    return all.length <= places_in_bar + 1
        ? { bar: [...all], more: [] }
        : { bar: all.slice(0, places_in_bar), more: all.slice(places_in_bar) };
}

/** The screen behind the link of a task; nothing for one this version does not have. */
export function screen_of(
    link: { screen: string; id: string },
): { name: ScreenName; params: { id?: string }; query?: Record<string, string> } | undefined {
    switch (link.screen) {
        case 'ugel':
        case 'school':
        case 'territory':
        case 'cycle':
            return { name: link.screen, params: { id: link.id } };
        case 'visits':
            return { name: 'visits', params: {}, ...(link.id === '' ? {} : { query: { week: link.id } }) };
        case 'teams':
        case 'schools':
        case 'cycles':
        case 'people':
        case 'territories':
            return { name: link.screen, params: {} };
        default:
            return undefined;
    }
}
