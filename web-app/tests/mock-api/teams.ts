import type { Share, Team, TeamAct, TeamBoard, TeamRow, UgelPage } from '@api-client/contract';
import { fold, lands } from './places';

export const today = '2026-11-22';
type Spoken = 'es' | 'en';

export function share(n: number, total: number, language: Spoken): Share {
    const percent = ((100 * n) / total).toFixed(1);
    const text = language === 'es' ? `${percent.replace('.', ',')} % (${n}/${total})` : `${percent}% (${n}/${total})`;
    return { n, total, text };
}

const ugels = lands.PE.territories.filter((one) => one.kind === 'ugel');

/** What each UGEL has: most a team at work, some on their way, some none. */
export const teams = new Map<string, Team>();

function invented_team(index: number): Team | undefined {
    if (index % 7 === 3) return undefined;
    const number = `0${1200 + 13 * index}-2026`;
    const base: Team = {
        id: `team-${index}`,
        state: 'active',
        state_since: '2026-04-06',
        convened_on: '2026-02-16',
        formed_on: '2026-03-02',
        members: ['Nélida Huamaní Ccori', 'Paulina Rojas Allcca', 'Irma Sulca Tineo'].map((name, at) => ({
            membership_id: `member-${index}-${at}`,
            person_id: `person-${at}`,
            name,
            role: at === 0 ? 'lidera' : 'integrante',
            invited_on: '2026-02-18',
            accepted_on: '2026-02-20',
        })),
        resolutions: [
            {
                id: `resolution-${index}`,
                number,
                year: 2026,
                kind: index % 3 === 0 ? 'reactivates' : 'forms',
                state: 'notified',
                issued_on: '2026-03-16',
                signatory: 'Dirección de la UGEL',
                valid_from: '2026-03-16',
                valid_to: index === 1 ? '2026-12-12' : '2027-03-16',
                complete: true,
            },
        ],
        plans: [{ id: `plan-${index}`, title: 'Plan de fortalecimiento 2026', state: 'in_execution', starts_on: '2026-04-01', ends_on: '2026-12-18', approved_on: '2026-03-27' }],
        sessions: [
            { id: `gia-${index}-1`, number: 1, planned_on: '2026-05-20', held_on: '2026-05-20', purpose: 'El juego libre en los sectores: qué observamos' },
            { id: `gia-${index}-2`, number: 2, planned_on: '2026-12-02', purpose: 'Cómo conversamos con las familias' },
        ],
    };
    if (index % 7 === 5) {
        return { ...base, state: 'convened', state_since: '2026-10-05', convened_on: '2026-10-05', formed_on: undefined as never, resolutions: [], plans: [], sessions: [] };
    }
    return base;
}
ugels.forEach((ugel, index) => {
    const team = invented_team(index);
    if (team !== undefined) teams.set(ugel.id, JSON.parse(JSON.stringify(team)) as Team);
});

const valid_until = (team: Team | undefined, on: string): string | undefined =>
    team?.resolutions.find((one) => one.complete && (one.valid_from ?? '9') <= on && on < (one.valid_to ?? '0'))?.valid_to;

function ugel_of(id: string) {
    const ugel = ugels.find((one) => one.id === id);
    if (ugel === undefined) return undefined;
    const directorate = lands.PE.territories.find((one) => one.id === ugel.parent_id)?.name ?? '';
    const in_person = ['DRE Apurímac', 'DRE Huancavelica', 'DRE Loreto'].includes(directorate);
    return { id, code: ugel.code, name: ugel.name, directorate, modality: in_person ? ('in_person' as const) : ('virtual' as const) };
}

function row_of(id: string, on: string, language: Spoken): TeamRow | undefined {
    const ugel = ugel_of(id);
    if (ugel === undefined) return undefined;
    const team = teams.get(id);
    const until = valid_until(team, on);
    const passed = until === undefined ? 0 : team?.plans.length ? 2 : 1;
    const lacks = until === undefined ? 'resolution_in_force' : 'agreements_reviewed';
    const text = {
        resolution_in_force: { es: 'Falta una resolución vigente', en: 'A resolution in force is missing' },
        agreements_reviewed: { es: 'Falta revisar los acuerdos de la última GIA', en: 'The agreements of the last GIA are to be reviewed' },
    }[lacks][language];
    return {
        ugel,
        passed,
        stage: until === undefined ? 'form_teams' : 'interlearning_groups',
        missing: [{ requirement: lacks, text }],
        constituted: until !== undefined,
        ...(team === undefined ? {} : { state: team.state }),
        ...(until === undefined ? {} : { until }),
    };
}

export const stages = (language: Spoken) =>
    [
        ['form_teams', 'Reactivar y conformar los equipos', 'Reactivating and forming the teams'],
        ['work_plan', 'Elaborar el plan de fortalecimiento', 'Drawing up the plan of strengthening'],
        ['interlearning_groups', 'Ejecutar el plan en grupos de interaprendizaje', 'Carrying out the plan in interlearning groups'],
    ].map(([code = '', es = '', en = '']) => ({ code, name: language === 'es' ? es : en }));

export function board(query: URLSearchParams, language: Spoken): TeamBoard {
    const as_of = query.get('as_of') ?? today;
    const all = ugels.flatMap((one) => row_of(one.id, as_of, language) ?? []);
    const rows = all
        .filter((row) => !query.has('stage') || row.stage === query.get('stage'))
        .sort((one, other) => Number(one.constituted) - Number(other.constituted));
    const after = Number(query.get('after') ?? 0);
    const limit = Number(query.get('limit') ?? 20);
    const constituted = all.filter((row) => row.constituted).length;
    return {
        as_of,
        stages: stages(language).map((stage, index) => ({
            ...stage,
            passed: share(all.filter((row) => row.passed > index).length, all.length, language),
        })),
        shares: [
            { name: language === 'es' ? 'Según la lista de metas' : 'By the list of targets', source: language === 'es' ? 'resumen de la estrategia' : 'summary of the strategy', dated_on: '2022-12-31', share: share(constituted, all.length, language) },
            { name: language === 'es' ? 'Según el padrón' : 'By the register', source: language === 'es' ? 'catálogo de UGEL' : 'UGEL catalogue', dated_on: '2026-09-15', share: share(constituted, all.length + 2, language) },
        ],
        items: rows.slice(after, after + limit),
        next: after + limit < rows.length ? String(after + limit) : null,
    };
}

export function ugel_page(id: string, language: Spoken): UgelPage | undefined {
    const ugel = ugel_of(id);
    if (ugel === undefined) return undefined;
    const team = teams.get(id);
    const accepted = team?.members.filter((one) => one.accepted_on !== undefined).length ?? 0;
    const waiting = team?.members.some((one) => one.accepted_on === undefined) ?? false;
    const resolution = team?.resolutions.at(-1);
    const open = team !== undefined && team.state !== 'lapsed';
    const allowed: Record<TeamAct, boolean> = {
        convene: !open,
        invite: open,
        accept: open && waiting,
        form: open && team.state === 'convened' && accepted >= 2,
        draft_resolution: open && team.state === 'formed',
        number: resolution?.state === 'draft',
        sign: resolution?.state === 'numbered',
        notify: resolution?.state === 'signed',
        activate: open && team.state === 'issued' && resolution?.state === 'notified',
        lapse: open,
    };
    const why: Partial<Record<TeamAct, [string, string]>> = {
        form: ['Faltan personas que acepten: son al menos 2', 'More people must accept: at least 2'],
        draft_resolution: ['Primero se conforma el equipo', 'The team is formed first'],
        number: ['Primero se redacta', 'It is drafted first'],
        sign: ['Primero recibe su número', 'It gets its number first'],
        notify: ['Primero se firma', 'It is signed first'],
        activate: ['Hace falta una resolución vigente', 'A resolution in force is needed'],
        accept: ['Primero se invita', 'People are invited first'],
        invite: ['Primero se llama a formar el equipo', 'The team is called for first'],
    };
    const steps = (Object.keys(allowed) as TeamAct[]).map((act) => {
        const reason = why[act]?.[language === 'es' ? 0 : 1];
        return allowed[act] || reason === undefined ? { act, allowed: allowed[act] } : { act, allowed: false, why_not: reason };
    });
    return { ugel, steps, ...(team === undefined ? {} : { team }) };
}

type Fields = Record<string, string>;

/** Does an act on the invented team; the sentence says what is wrong with a field. */
export function take_step(id: string, act: TeamAct, fields: Fields, name_of: (person: string) => string): { field: string; detail: string } | undefined {
    const on = fields['on'] ?? today;
    if (on > today) return { field: 'on', detail: 'Ese día todavía no llega.' };
    const team = teams.get(id);
    if (act === 'convene') {
        teams.set(id, { id: `team-${id}`, state: 'convened', state_since: on, convened_on: on, members: [], resolutions: [], plans: [], sessions: [] });
        return undefined;
    }
    if (team === undefined) return { field: '', detail: 'No hay equipo.' };
    const resolution = team.resolutions.at(-1);
    const be = (state: string): void => void Object.assign(team, { state, state_since: on });
    if (act === 'invite') {
        if (!fields['person_id']) return { field: '', detail: 'Elija a la persona en la lista.' };
        team.members.push({ membership_id: `m-${team.members.length}-${id}`, person_id: fields['person_id'], name: name_of(fields['person_id']), role: fields['role'] ?? '', invited_on: on });
    } else if (act === 'accept') {
        const member = team.members.find((one) => one.membership_id === fields['membership_id']);
        if (member !== undefined) member.accepted_on = on;
    } else if (act === 'form') {
        team.formed_on = on;
        be('formed');
    } else if (act === 'draft_resolution') {
        team.resolutions.push({ id: `r-${id}`, number: '', year: 2026, kind: 'forms', state: 'draft', complete: false });
        be('resolution_drafted');
    } else if (resolution !== undefined && act === 'number') {
        if (!/^\d{5}-\d{4}$/.test(fields['number'] ?? '')) return { field: 'number', detail: 'Escriba cinco cifras, guion y el año: 01234-2026.' };
        Object.assign(resolution, { state: 'numbered', number: fields['number'], issued_on: fields['issued_on'] });
    } else if (resolution !== undefined && act === 'sign') {
        Object.assign(resolution, { state: 'signed', signatory: fields['signatory'], valid_from: fields['valid_from'], valid_to: fields['valid_to'], complete: true });
        be('issued');
    } else if (resolution !== undefined && act === 'notify') {
        resolution.state = 'notified';
    } else if (act === 'activate') {
        be('active');
    } else if (act === 'lapse') {
        be('lapsed');
    }
    return undefined;
}

export const find_ugel = (name: string) => ugels.find((one) => fold(one.name).includes(fold(name)));
