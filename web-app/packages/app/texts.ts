import { i18n } from '@app/language';
import type { Say, Texts } from '@ui/define_texts';

export { define_texts, type Say, type Texts } from '@ui/define_texts';

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
