import type { Language } from '@api-client/contract/shared';

export type ReportKind = 'cycle' | 'schools';

export type ReportAudience = 'programme' | 'public';

export type ReportState = 'waiting' | 'working' | 'ready' | 'failed';

export interface ReportOrder {
    kind: ReportKind;
    cycle: string;
    audience?: ReportAudience;
    as_of?: string;
    known_at?: string;
    language?: Language;
}

export interface Report {
    id: string;
    kind: ReportKind;
    cycle: string;
    audience: ReportAudience;
    language: string;
    as_of: string;
    known_at: string;
    asked_at: string;
    state: ReportState;
    ended_at?: string;
    problem?: string;
    title?: string;
    pages?: number;
    pages_with_scores?: number;
}

export interface ReportDetail {
    report: Report;
    tables: { code: string; caption: string }[];
}

export interface SchoolPageItem {
    id: string;
    code: string;
    name: string;
    has_scores: boolean;
}

export interface ReportCell {
    text: string;
    is_withheld: boolean;
    value?: number;
    low?: number;
    high?: number;
}

export interface ReportTable {
    code: string;
    caption: string;
    columns: { heading: string; kind: 'words' | 'number' | 'share' | 'span' | 'date' }[];
    rows: ReportCell[][];
    last_row_is_total: boolean;
}

export interface ReportBlock {
    kind: 'paragraph' | 'notice' | 'heading' | 'sentences' | 'figure' | 'key_figures' | 'definitions' | 'table';
    text?: string;
    items?: string[];
    is_numbered?: boolean;
    terms?: { term: string; text: string; beside: string }[];
    figure?: { caption: string; page_svg: string; phone_svg: string };
    table?: ReportTable;
}

export interface ReportDocument {
    language: string;
    programme: string;
    title: string;
    under_title: string[];
    notices: string[];
    sections: { id: string; heading: string; blocks: ReportBlock[] }[];
    foot: string;
}
