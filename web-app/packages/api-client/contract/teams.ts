import type { MissingThing } from '@api-client/contract/programme';
import type { ListOf, Share } from '@api-client/contract/shared';

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
    state: 'draft' | 'numbered' | 'signed' | 'notified' | 'superseded';
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
