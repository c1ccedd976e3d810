import type { Language } from '@api-client/contract';
import { i18n } from '@app/language';

/** The sentences of one component, in every language of the app; a key that one of them lacks does not compile. */
export type Texts<Key extends string> = Record<Language, Record<Key, string>>;

export type Say<Key extends string> = (key: Key, named?: Record<string, string | number>, count?: number) => string;

export function define_texts<Key extends string>(texts: {
    es: Record<Key, string>;
    en: Record<NoInfer<Key>, string>;
}): Texts<Key> {
    return texts;
}

/** Each set of sentences stands under a name of its own in the one catalogue of the app, from its first use on. */
const names = new WeakMap<object, string>();
let sets = 0;

function name_of(texts: Texts<string>): string {
    const known = names.get(texts);
    if (known !== undefined) return known;
    sets += 1;
    const name = `texts${sets}`;
    i18n.global.mergeLocaleMessage('es', { [name]: texts.es });
    i18n.global.mergeLocaleMessage('en', { [name]: texts.en });
    names.set(texts, name);
    return name;
}

/**
 * Says these sentences in the language of now. A `count` chooses between the forms parted by "|".
 *
 * A local scope of vue-i18n will not do: a component has one, so that the second set asked for in it is silently the first.
 */
export function use_texts<Key extends string>(texts: Texts<Key>): Say<Key> {
    const name = name_of(texts);
    return (key, named = {}, count = 1) => i18n.global.t(`${name}.${key}`, named, count);
}
