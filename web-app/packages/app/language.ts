import type { Language } from '@api-client/contract';
import { words_en } from '@app/words/words_en';
import { words_es } from '@app/words/words_es';
import { computed } from 'vue';
import { createI18n } from 'vue-i18n';

const kept_choice = 'minka.language';

/** Spanish first; English when it was chosen here before. */
function first_language(): Language {
    return globalThis.localStorage?.getItem(kept_choice) === 'en' ? 'en' : 'es';
}

export const i18n = createI18n({
    legacy: false,
    locale: first_language(),
    fallbackLocale: 'es',
    messages: { es: words_es, en: words_en },
    // A sentence that is not there is a fault of ours, and is told as one; the page shows its key.
    missing: (_locale, key) => {
        console.error(`There is no sentence ${key}.`);
    },
});

export const language = computed<Language>(() => (i18n.global.locale.value === 'en' ? 'en' : 'es'));

export function use_language(chosen: Language): void {
    i18n.global.locale.value = chosen;
    globalThis.localStorage?.setItem(kept_choice, chosen);
    if (typeof document !== 'undefined') document.documentElement.lang = chosen;
}

/** The word for a code of the programme ("team_state", "resolution_drafted"); the code itself when there is none. */
export function word(kind: keyof typeof words_es, code: string): string {
    const key = `${kind}.${code}`;
    return i18n.global.te(key) ? i18n.global.t(key) : code.replaceAll('_', ' ').trim();
}

/** Days come before months in both. */
const locale = computed(() => (language.value === 'en' ? 'en-GB' : 'es'));

/** A day: "12 dic 2026". It belongs to no time zone. */
export function day_text(date: string): string {
    const [year, month, day] = date.split('-').map(Number);
    if (year === undefined || month === undefined || day === undefined) return date;
    return new Intl.DateTimeFormat(locale.value, {
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        timeZone: 'UTC',
    }).format(Date.UTC(year, month - 1, day));
}

/** From a day to a day, with what both share said once: "16–22 nov 2026". */
export function span_text(from: string, to: string): string {
    const day = (date: string): number => Date.parse(`${date}T00:00:00Z`);
    return new Intl.DateTimeFormat(locale.value, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).formatRange(day(from), day(to));
}

/** The month of a day: "dic". */
export function month_text(date: string): string {
    return new Intl.DateTimeFormat(locale.value, { month: 'short', timeZone: 'UTC' }).format(Date.parse(`${date}T00:00:00Z`));
}

/** A moment, in the reader's own time zone: "12 dic 2026, 10:22". */
export function moment_text(instant: string): string {
    return new Intl.DateTimeFormat(locale.value, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(instant));
}

export function count_text(count: number): string {
    return new Intl.NumberFormat(locale.value).format(count);
}

/** A number with so many places after the sign: "0,842". */
export function decimal_text(value: number, places: number): string {
    return new Intl.NumberFormat(locale.value, { minimumFractionDigits: places, maximumFractionDigits: places }).format(value);
}
