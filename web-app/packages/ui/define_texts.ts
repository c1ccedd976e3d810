import type { Language } from '@api-client/contract';

/** The sentences of one component, in every language of the app; a key that one of them lacks does not compile. */
export type Texts<Key extends string> = Record<Language, Record<Key, string>>;

export type Say<Key extends string> = (key: Key, named?: Record<string, string | number>, count?: number) => string;

export function define_texts<Key extends string>(texts: {
    es: Record<Key, string>;
    en: Record<NoInfer<Key>, string>;
}): Texts<Key> {
    return texts;
}
