import type { ConflictItem, ConflictPage } from '@api-client/contract';

/** Two corrections of one report, and one sheet that came twice. */
export class MockConflicts {
    private open: ConflictPage[] = [
        {
            submission: 'conflict-1',
            mine: 'report-b',
            base: 'report-a',
            kind: 'second_correction',
            form: 'informe-de-visita',
            received_on: '2026-11-12',
            differences: [
                { path: 'visita/horas', base: '2', mine: '3', theirs: '2.5' },
                { path: 'visita/tema', base: 'Lectura en voz alta', mine: 'Lectura en voz alta', theirs: 'Lectura en voz alta y juego de palabras con toda la escuela, en el patio' },
                { path: 'asistente[2]/persona', base: '', mine: '', theirs: 'Rocío Prueba' },
            ],
        },
        { submission: 'conflict-2', mine: 'report-c', kind: 'other_content', form: 'informe-de-visita', received_on: '2026-11-14', differences: [{ path: 'resultado', base: '', mine: 'held', theirs: 'failed' }] },
    ];

    list(): ConflictItem[] {
        return this.open.map(({ submission, kind, form, received_on }) => ({ submission, kind, form, received_on }));
    }
    find(id: string): ConflictPage | undefined {
        return this.open.find((one) => one.submission === id);
    }
    decide(id: string, keep: string | undefined): { holds: string } | undefined {
        const found = this.find(id);
        this.open = this.open.filter((one) => one !== found);
        return found && { holds: keep === 'mine' ? found.mine : found.submission };
    }
}
