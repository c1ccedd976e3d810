export type Language = 'es' | 'en';

export interface ListOf<Item> {
    items: Item[];
    next?: string | null;
}

/** `text` is in the language of the account and is shown as it is. */
export interface Share {
    n: number;
    total: number;
    text: string;
}

export interface PlaceName {
    id: string;
    name: string;
    kind: string;
}

export interface CodeName {
    code: string;
    name: string;
}
