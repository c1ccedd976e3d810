import type { LandExport, OwnIndicators, Partner, PartnerPage, PersonOfPartner } from '@api-client/contract';
import { fold } from './places';

const partners: Partner[] = [
    { id: 'partner-1', name: 'Fundación Río Claro', type: 'foundation', roles: ['cofunds', 'advises'], agreement: 'Convenio 104 de 2025', state: 'active', valid_from: '2025-02-01' },
    { id: 'partner-2', name: 'Textiles del Valle', type: 'company', roles: ['cofunds'], state: 'closed', valid_from: '2021-01-15', valid_to: '2024-01-01' },
    { id: 'partner-3', name: 'Universidad de la Sierra', type: 'academia', roles: ['validates'], agreement: 'Carta de intención', state: 'upcoming', valid_from: '2027-01-10' },
];

export function partners_found(query: URLSearchParams): Partner[] {
    return partners
        .filter((one) => fold(one.name).includes(fold(query.get('q') ?? '')))
        .filter((one) => !query.has('type') || one.type === query.get('type'))
        .filter((one) => !query.has('role') || one.roles.includes(query.get('role') ?? ''))
        .filter((one) => !query.has('state') || one.state === query.get('state'));
}

export function partner_page(id: string): PartnerPage | undefined {
    const one = partners.find((partner) => partner.id === id);
    if (one === undefined) return undefined;
    const before: Partner = { ...one, id: `${id}-before`, roles: ['participates'], state: 'closed', valid_from: '2019-03-01', valid_to: '2021-01-01' };
    return {
        id,
        name: one.name,
        type: one.type,
        state: one.state,
        periods: [one, before],
        history: [{ at: '2026-11-02T14:10:00Z', act: 'update', changes: [{ field: 'agreement', after: one.agreement ?? null }] }],
    };
}

export const partner_people: PersonOfPartner[] = [{ id: 'person-0', name: 'Nélida Huamaní Ccori', role: 'adviser', valid_from: '2025-02-01' }];

export const own_indicators: OwnIndicators = {
    as_of: '2026-11-21',
    items: [
        { code: 'schools', name: 'Escuelas', n: 1204, text: '1204' },
        { code: '01', name: 'UGEL con equipo constituido', n: 34, total: 48, text: '70,8 % (34/48)' },
    ],
};

/** An export that is ready the second time somebody looks. */
export class MockExports {
    private made: LandExport[] = [];

    ask(): LandExport {
        const fresh: LandExport = { id: `export-${this.made.length + 1}`, asked_at: '2026-11-21T15:00:00Z', state: 'working', tables: 5, done: 2 };
        this.made = [fresh, ...this.made];
        return fresh;
    }

    list(): LandExport[] {
        const shown = this.made;
        this.made = this.made.map((one) => ({ ...one, state: 'ready', done: one.tables, ended_at: '2026-11-21T15:00:02Z', bytes: 48_211 }));
        return shown;
    }
}
