export type ImportKind = 'territories' | 'schools' | 'people' | 'partners' | 'enrolment' | 'participation' | 'teams' | 'members';

export interface ImportKindFields {
    kind: ImportKind;
    fields: { name: string; meaning: string }[];
}

export interface ImportOrder {
    kind: ImportKind;
    run: 'look' | 'write';
    file: string;
    /** Base 64. */
    content: string;
    columns: { column: string; field: string }[];
    constants: { field: string; value: string }[];
    since?: string;
    cycle?: string;
}

export interface ImportResult {
    columns: string[];
    sample: string[][];
    unused_columns: string[];
    rows: number;
    counts: { kind: string; created: number; changed: number; unchanged: number }[];
    problems: { row: number; column: string; value: string; message: string }[];
    problem_count: number;
    changes: { kind: string; name: string; row: number; fields: { field: string; before: string; after: string }[] }[];
    lookalikes: { first: string; second: string; reason: string }[];
    was_written: boolean;
}
