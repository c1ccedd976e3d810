import type { Account, Grant, Language, Me, Person } from '@api-client/contract';

export const programmes = {
    PE: { id: 'programme-pe', code: 'apostemos', name: 'Apostemos por cambios en comunidad', country: 'PE' },
    CO: { id: 'programme-co', code: 'ser-mas-maestro', name: 'Ser Más Maestro', country: 'CO' },
} as const;

const reading = ['register_read', 'cycle_read', 'measures_read', 'report_read'];
const permissions: Record<string, string[]> = {
    specialist: [...reading, 'teams_read', 'teams_write', 'people_read', 'people_write'],
    national_directorate: [...reading, 'teams_read'],
    coordinator: [...reading, 'people_read', 'cycle_write', 'school_pages_read', 'register_write', 'visits_read', 'visits_write', 'need_to_know', 'submissions_read'],
    mediator: ['visits_read', 'visits_write', 'capture'],
    administrator: [...reading, 'teams_read', 'people_read', 'accounts_manage', 'ledger_read'],
};

export function grant(id: string, country: 'PE' | 'CO', role: string, territory?: Grant['territory']): Grant {
    return {
        id,
        programme: programmes[country],
        role,
        valid_from: '2026-01-01',
        permissions: permissions[role] ?? reading,
        ...(territory === undefined ? {} : { territory }),
    };
}

/** One password for everyone who lives here. */
export const password = 'tres piedras y un camino';

function person(id: string, login: string, name: string, grants: Grant[], must_change_password = false): Me {
    return { id, login, name, language: 'es', must_change_password, grants };
}

export function first_accounts(): Me[] {
    return [
        person('u1', 'rosa', 'Rosa Quispe Ayala', [grant('g1', 'PE', 'specialist', { id: 'ugel-andahuaylas', name: 'UGEL Andahuaylas', kind: 'ugel' })]),
        person('u2', 'lucia', 'Lucía Paredes Vega', [grant('g2', 'PE', 'national_directorate')]),
        person('u3', 'elena', 'Elena Mosquera Ruiz', [grant('g3', 'CO', 'coordinator', { id: 'antioquia', name: 'Antioquia', kind: 'department' })]),
        person('u4', 'jorge', 'Jorge Salas Pinto', [grant('g4', 'PE', 'administrator'), grant('g5', 'CO', 'administrator')]),
        person('u5', 'nueva', 'Carmen Lema Soto', [grant('g6', 'PE', 'specialist')], true),
        person('u6', 'sola', 'Marta Rincón Díaz', []),
        person('u8', 'pablo', 'Pablo Ríos Gamba', [grant('g8', 'CO', 'mediator', { id: 'antioquia', name: 'Antioquia', kind: 'department' })]),
        person('u9', 'ana', 'Ana Torres Vélez', [grant('g9', 'CO', 'mediator', { id: 'antioquia', name: 'Antioquia', kind: 'department' })]),
        person('u7', 'codigo', 'Iván Torres Cano', [grant('g7', 'CO', 'coordinator')]),
    ];
}

export const as_account = ({ id, login, name, language, grants }: Me): Account => ({ id, login, name, language, grants });

export const people: Person[] = [
    'Nélida Huamaní Ccori',
    'Paulina Rojas Allcca',
    'Irma Sulca Tineo',
    'Teófila Ñaupari Luna',
    'Gladys Cárdenas Oré',
    'Yolanda Béjar Muñoz',
    'Delia Altamirano Poma',
    'Maruja Tello Inga',
].map((name, index) => ({
    id: `person-${index}`,
    name,
    roles: [
        { role: 'teacher', place: `IEI N.º ${201 + index}`, valid_from: '2024-03-01' },
        ...(index % 3 === 0 ? [{ role: 'team_member', place: 'UGEL Andahuaylas', valid_from: '2025-04-01', valid_to: '2026-03-31' }] : []),
    ],
}));

export type Spoken = Language;
