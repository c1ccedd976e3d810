import type { CyclePage, Home, Language } from '@api-client/contract';
import { share, today } from './teams';

type Both = readonly [es: string, en: string];

export function home_of(role: string, language: Language, country: 'PE' | 'CO'): Home {
    const in_words = ([es, en]: Both): string => (language === 'es' ? es : en);
    const task = (kind: string, text: Both, screen: string, id: string, date?: string) => ({
        kind,
        text: in_words(text),
        link: { screen, id },
        ...(date === undefined ? {} : { date }),
    });
    const trend = [
        ['2026-03-01', 9],
        ['2026-05-01', 21],
        ['2026-07-01', 30],
        ['2026-09-01', 33],
        [today, 34],
    ] as const;
    const figure = {
        code: '01',
        name: in_words(['UGEL con equipo constituido', 'UGEL with a constituted team']),
        share: share(34, 48, language),
        trend: trend.map(([date, n]) => ({ date, n, total: 48 })),
    };
    const schools = {
        code: '02',
        name: in_words(['Escuelas que se sumaron al ciclo', 'Schools that joined the cycle']),
        share: share(126, 150, language),
        trend: trend.map(([date, n]) => ({ date, n: 3 * n, total: 150 })),
    };
    const base = { today, role, changed: [
        { at: '2026-11-21T20:14:00Z', text: in_words(['Nélida Huamaní aceptó integrar el equipo de Chincheros', 'Nélida Huamaní accepted to join the team of Chincheros']) },
        { at: '2026-11-20T14:40:00Z', text: in_words(['Se notificó la resolución de la UGEL Grau', 'The resolution of UGEL Grau was notified']) },
    ] };
    if (country === 'CO') {
        return {
            ...base,
            late: [task('agreement_due', ['Falta el acuerdo comunitario de la IE Rural Agua Clara', 'The community agreement of IE Rural Agua Clara is missing'], 'school', 'school-4', '2026-11-14')],
            today_tasks: [],
            week: [task('wave_open', ['La toma de salida está abierta hasta el viernes', 'The closing wave is open until Friday'], 'cycle', '2026-a', '2026-11-27')],
            later: [],
            figures: [schools],
        };
    }
    if (role === 'specialist') {
        return {
            ...base,
            late: [task('plan_missing', ['La UGEL Antabamba no tiene plan de trabajo', 'UGEL Antabamba has no work plan'], 'ugel', 'ugel-antabamba', '2026-11-10')],
            today_tasks: [task('gia_today', ['Hoy hay GIA en la UGEL Andahuaylas', 'There is a GIA today in UGEL Andahuaylas'], 'ugel', 'ugel-andahuaylas', today)],
            week: [task('resolution_expires', ['La resolución de la UGEL Andahuaylas vence el 12/12/2026', 'The resolution of UGEL Andahuaylas expires on 12/12/2026'], 'ugel', 'ugel-andahuaylas', '2026-12-12')],
            later: [],
            figures: [],
        };
    }
    return {
        ...base,
        late: [
            task('no_team', ['La UGEL Aymaraes no tiene equipo', 'UGEL Aymaraes has no team'], 'ugel', 'ugel-aymaraes'),
            task('no_team', ['La UGEL Cangallo no tiene equipo', 'UGEL Cangallo has no team'], 'ugel', 'ugel-cangallo'),
        ],
        today_tasks: [],
        week: [],
        later: [],
        figures: [figure],
    };
}

export function cycle_page(language: Language): CyclePage {
    const es = language === 'es';
    return {
        id: 'cycle-1',
        code: '2026-a',
        name: es ? 'Primer ciclo de 2026' : 'First cycle of 2026',
        starts_on: '2026-02-02',
        ends_on: '2026-11-27',
        state: 'running',
        missing: [
            { requirement: 'community_agreement', text: es ? 'Falta el acuerdo de 3 comunidades' : 'The agreement of 3 communities is missing' },
            { requirement: 'safety_profile', text: es ? 'Falta el perfil de seguridad de una sede' : 'The safety profile of one site is missing' },
        ],
        decisions: [
            {
                number: 1,
                decided_on: '2026-06-12',
                subject: es ? 'Visitas en Bojayá' : 'Visits in Bojayá',
                decision: es ? 'Se pasan a agosto.' : 'They move to August.',
                rationale: es ? 'El río estaba crecido.' : 'The river was high.',
            },
        ],
        waves: [
            { code: 'in', name: es ? 'Toma de entrada' : 'Opening wave', state: 'closed', opens_on: '2026-02-09', closes_on: '2026-03-06', responses: 1712, eligible: 2010 },
            { code: 'out', name: es ? 'Toma de salida' : 'Closing wave', state: 'open', opens_on: '2026-11-09', closes_on: '2026-11-27', responses: 1234, eligible: 2000 },
        ],
        schools: share(126, 150, language),
    };
}
