/** A paired observation without a word of what its sheets say. */
export interface EpisodeItem {
    code: string;
    state: 'waiting' | 'both_sealed' | 'agreed' | 'single_rater';
    seals: 'not_exchanged' | 'matches' | 'differs';
    sealed: number;
    has_consensus: boolean;
    on?: string;
    visit_id?: string;
    school: string;
    place: string;
}

/** A practice as the two saw it; without a code there was no occasion. */
export interface EpisodePractice {
    practice: string;
    name: string;
    first?: number;
    second?: number;
    first_evidence: string;
    second_evidence: string;
    agreed?: number;
    reason: string;
    differs: boolean;
    owes_reason: boolean;
}

export interface EpisodePage {
    episode: EpisodeItem;
    teacher: string;
    observers: { seat: 'a' | 'b' | 'consensus'; person_id: string; name: string }[];
    is_open: boolean;
    practices: EpisodePractice[];
    release?: { first_signer: string; second_signer: string; reason: string; released_on: string };
    may_release: boolean;
    has_page: boolean;
}

export interface ObserverItem {
    person_id: string;
    name: string;
    pair: string;
    standing: 'certified' | 'waived' | 'lapsed' | 'failed' | 'none';
    certified_on?: string;
    valid_to?: string;
    codes: number;
    exact: number;
    within_one: number;
    waiver_reason?: string;
}

export interface ObserverBoard {
    master?: number;
    declared_on?: string;
    may_certify: boolean;
    observers: ObserverItem[];
}

/** That a case was handed on: no name, no place, no story. */
export interface DangerNotice {
    id: string;
    on: string;
    received_on: string;
    kind: string;
    receiver: string;
    receiver_name: string;
    receipt_number: string;
}
