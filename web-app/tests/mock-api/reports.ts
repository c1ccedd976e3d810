import type { Language, ProgrammeCycle, Report, ReportBlock, ReportDetail, ReportDocument, ReportOrder, ReportTable } from '@api-client/contract';

export const cycles_of = (is_peru: boolean): ProgrammeCycle[] => [
    { code: is_peru ? '2025' : '2026-a', name: is_peru ? 'Ciclo 2025' : 'Primer ciclo de 2026', starts_on: '2026-02-02', ends_on: '2026-11-27' },
];

const picture =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 340 90" role="img"><title>Cambio</title><desc>Vínculos: 2,5 puntos, de 1,4 a 3,6. Reglas: 4,2 puntos, de 3,3 a 5,2.</desc><path d="M60 10V80" stroke="#1c2b2d"/><path d="M120 30h90M150 60h90" stroke="#0d5458" stroke-width="3"/></svg>';

function table(language: Language): ReportTable {
    const es = language === 'es';
    const cell = (text: string, value?: number): ReportTable['rows'][number][number] => ({ text, is_withheld: false, ...(value === undefined ? {} : { value }) });
    return {
        code: 'cambio-student',
        caption: es ? 'Cambio entre tomas: Estudiantes' : 'Change between waves: Students',
        columns: [
            { heading: es ? 'Faceta' : 'Facet', kind: 'words' },
            { heading: es ? 'Cambio (puntos)' : 'Change (points)', kind: 'number' },
            { heading: es ? 'Intervalo del 95 %' : '95 % interval', kind: 'span' },
        ],
        rows: [
            [cell(es ? 'Vínculo entre estudiantes' : 'Bonds among students'), cell('2,5', 2.5), { text: 'de 1,4 a 3,6', is_withheld: false, low: 1.4, high: 3.6 }],
            [cell(es ? 'Diversidad sexual' : 'Sexual diversity'), { text: es ? 'reservado' : 'withheld', is_withheld: true }, { text: es ? 'reservado' : 'withheld', is_withheld: true }],
        ],
        last_row_is_total: false,
    };
}

export function report_document(language: Language): ReportDocument {
    const es = language === 'es';
    const blocks: ReportBlock[] = [
        { kind: 'sentences', items: [es ? 'Estudiantes: las escuelas subieron en promedio 2,5 puntos; el intervalo va de 1,4 a 3,6.' : 'Students: schools rose by 2.5 points on average; the interval goes from 1.4 to 3.6.'], is_numbered: false },
        { kind: 'figure', figure: { caption: es ? 'Estudiantes. Cambio por faceta' : 'Students. Change by facet', page_svg: picture, phone_svg: picture } },
        { kind: 'table', table: table(language) },
    ];
    const section = (id: string, heading: string): ReportDocument['sections'][number] => ({ id, heading, blocks });
    return {
        language,
        programme: 'Ser Más Maestro',
        title: es ? 'Informe del ciclo' : 'Report of the cycle',
        under_title: [],
        notices: [es ? 'Todos los datos son ficticios.' : 'All data are made up.'],
        sections: es
            ? [section('indice', 'Índice de ambiente escolar'), section('cambio', 'Cambio entre tomas'), section('escuelas', 'Escuelas'), { id: 'metodo', heading: 'Cómo se hizo', blocks: [{ kind: 'paragraph', text: 'La escuela es la unidad.' }] }]
            : [section('index', 'School environment index'), section('change', 'Change between waves'), section('schools', 'Schools'), { id: 'method', heading: 'How it was done', blocks: [{ kind: 'paragraph', text: 'The school is the unit.' }] }],
        foot: 'minka 0.1.0',
    };
}

/** Reports that are asked for, each ready when it is asked about for the second time. */
export class MockReports {
    private made: Report[] = [];

    ask(order: ReportOrder, language: Language): Report {
        const known = this.made.find((one) => one.kind === order.kind && one.cycle === order.cycle && one.audience === (order.audience ?? 'programme') && one.language === (order.language ?? language));
        if (known !== undefined) return known;
        const report: Report = {
            id: `report-${this.made.length + 1}`,
            kind: order.kind,
            cycle: order.cycle,
            audience: order.audience ?? 'programme',
            language: order.language ?? language,
            as_of: order.as_of ?? '2026-11-20',
            known_at: '2026-11-20T12:00:00Z',
            asked_at: '2026-11-22T15:00:00Z',
            state: 'working',
        };
        this.made = [report, ...this.made];
        return report;
    }

    list(): Report[] {
        return this.made;
    }

    find(id: string): ReportDetail | undefined {
        const place = this.made.findIndex((one) => one.id === id);
        const one = this.made[place];
        if (one === undefined) return undefined;
        const ready: Report = { ...one, state: 'ready', ended_at: '2026-11-22T15:01:00Z', title: 'Informe del ciclo', ...(one.kind === 'schools' ? { pages: 2, pages_with_scores: 1 } : {}) };
        this.made[place] = ready;
        return { report: one.state === 'ready' ? one : ready, tables: one.kind === 'cycle' ? [{ code: 'cambio-student', caption: 'Cambio entre tomas: Estudiantes' }] : [] };
    }
}
