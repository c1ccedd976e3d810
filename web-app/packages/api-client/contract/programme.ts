import type { CodeName, Share } from '@api-client/contract/shared';

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

export interface MissingThing {
    requirement: string;
    text: string;
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
