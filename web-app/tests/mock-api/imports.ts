import type { ImportKindFields, ImportOrder, ImportResult } from '@api-client/contract';

export const import_kinds: ImportKindFields[] = [
    { kind: 'territories', fields: [{ name: 'code', meaning: 'Código oficial' }, { name: 'name', meaning: 'Nombre' }] },
    { kind: 'schools', fields: [{ name: 'code', meaning: 'Código de la institución' }, { name: 'name', meaning: 'Nombre' }, { name: 'zone', meaning: 'Urbana o rural' }] },
];

/** A file with the columns "dane", "escuela" and "nota": the first two must be named, the third may be passed over. */
export function import_result({ columns, run }: ImportOrder): ImportResult {
    const fields = new Set(columns.map((one) => one.field));
    const is_clean = fields.has('code') && fields.has('name');
    return {
        columns: ['dane', 'escuela', 'nota'],
        sample: [['105001000001', 'El Mirador', ''], ['105001000002', 'La Ceja', 'río crecido']],
        unused_columns: ['dane', 'escuela', 'nota'].filter((name) => !columns.some((one) => one.column === name)),
        rows: 2,
        counts: is_clean ? [{ kind: 'school', created: 2, changed: 0, unchanged: 0 }] : [],
        problems: is_clean ? [] : [{ row: 0, column: 'code', value: '', message: 'Ninguna columna trae el código.' }, { row: 3, column: 'nota', value: 'río crecido', message: 'No se sabe qué es.' }],
        problem_count: is_clean ? 0 : 2,
        changes: [],
        lookalikes: [],
        was_written: is_clean && run === 'write',
    };
}
