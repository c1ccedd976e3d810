export interface StoredRecord {
    kind: string;
    id: string;
    version: number;
    recorded_at: string;
    fields: { name: string; text?: string; was_sealed: boolean }[];
}

export interface DataRead {
    day: string;
    who: string;
    role: string;
    what: string;
    subject: string;
}

export interface OwnData {
    at: string;
    login: string;
    account: StoredRecord[];
    programmes: { programme: string; records: StoredRecord[]; reads: DataRead[] }[];
}

export interface LedgerLine {
    at: string;
    who: string;
    actor: string;
    source: string;
    act: string;
    kind: string;
    record: string;
    base_version: number;
    version: number;
    sequence: number;
    changes: { field: string; before?: string; after?: string }[];
}

export interface RightsRequest {
    id: string;
    kind: string;
    subject?: string;
    subject_name?: string;
    words?: string;
    country: string;
    received_on: string;
    due_on: string;
    days_left: number;
    law: string;
    law_confirmed: boolean;
    answered_on?: string;
    outcome?: string;
}

export interface ErasureProof {
    subject: string;
    erasure?: { requested_on: string; erased_at: string; basis: string };
    ledger: { at: string; sequence: number; hash: string }[];
    stands_in_list: boolean;
    list_count: number;
    list_hash: string;
    has_key: boolean;
    name_opens: boolean;
    sealed_values: number;
}

export interface Backup {
    name: string;
    made_at: string;
    bytes: number;
    key_fingerprint: string;
    has_todays_key: boolean;
    erasures: number;
    findings: number;
}

export interface BackupList {
    folder: string;
    master_key_file: string;
    items: Backup[];
}
