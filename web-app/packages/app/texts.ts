import type { Language } from '@api-client/contract';
import { useI18n } from 'vue-i18n';

/** The sentences of one component, in every language of the app; a key that one of them lacks does not compile. */
export type Texts<Key extends string> = Record<Language, Record<Key, string>>;

export type Say<Key extends string> = (key: Key, named?: Record<string, string | number>, count?: number) => string;

export function define_texts<Key extends string>(texts: {
    es: Record<Key, string>;
    en: Record<NoInfer<Key>, string>;
}): Texts<Key> {
    return texts;
}

/** The component's own sentences in the language of now. A `count` chooses between the forms parted by "|". */
export function use_texts<Key extends string>(texts: Texts<Key>): Say<Key> {
    const { t } = useI18n({ useScope: 'local', inheritLocale: true, messages: texts });
    return (key, named = {}, count = 1) => t(key, named, count);
}
