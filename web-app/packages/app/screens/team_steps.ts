import type { Team, TeamAct, UgelPage } from '@api-client/contract';

/** Letting a team lapse is no step of its way. */
export type WayAct = Exclude<TeamAct, 'lapse'>;

/** The way from no team to a team at work, in order. */
export const way_of_a_team: readonly WayAct[] = [
    'convene',
    'invite',
    'accept',
    'form',
    'draft_resolution',
    'number',
    'sign',
    'notify',
    'activate',
];

export interface TeamStep {
    act: WayAct;
    state: 'done' | 'next' | 'later';
    allowed: boolean;
    why_not: string;
    /** The day it was done, where the record has one. */
    on?: string;
}

const closed = new Set(['expired', 'lapsed']);

/** The record's own dates say which steps are behind; the server alone says which may be taken now. */
function done_on(act: WayAct, team: Team | undefined): string | true | undefined {
    if (team === undefined || closed.has(team.state)) return undefined;
    const members = team.members.filter((member) => member.withdrawn_on === undefined);
    const resolution = team.resolutions.find((one) => one.state !== 'superseded');
    const state = resolution?.state;
    switch (act) {
        case 'convene':
            return team.convened_on;
        case 'invite':
            return members[0]?.invited_on;
        case 'accept':
            return members.find((member) => member.accepted_on !== undefined)?.accepted_on;
        case 'form':
            return team.formed_on;
        case 'draft_resolution':
            return state === undefined ? undefined : true;
        case 'number':
            return state === 'numbered' || state === 'signed' || state === 'notified' ? (resolution?.issued_on ?? true) : undefined;
        case 'sign':
            return state === 'signed' || state === 'notified' ? (resolution?.valid_from ?? true) : undefined;
        case 'notify':
            return state === 'notified' ? true : undefined;
        case 'activate':
            return team.state === 'active' ? team.state_since : undefined;
    }
}

/** Each step with where it stands; the first one that is open and not behind is the next. */
export function team_steps(page: UgelPage): TeamStep[] {
    let next_found = false;
    return way_of_a_team.map((act) => {
        const said = page.steps.find((step) => step.act === act);
        const done = done_on(act, page.team);
        const allowed = said?.allowed ?? false;
        let state: TeamStep['state'] = 'later';
        if (done !== undefined) state = 'done';
        else if (!next_found) {
            state = 'next';
            next_found = true;
        }
        const step: TeamStep = { act, state, allowed, why_not: said?.why_not ?? '' };
        return typeof done === 'string' ? { ...step, on: done } : step;
    });
}
