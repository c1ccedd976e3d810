import type { form_texts } from '@capture/form_texts';
import type { Say } from '@ui/define_texts';
import { inject, type InjectionKey, type Ref } from 'vue';

/** What every part of a form reads from the screen around it. */
export interface FormContext {
    say: Say<keyof typeof form_texts.es & string>;
    /** Called after each answer: what stands now is to be kept. */
    changed: () => void;
    /** Whether "next" was tried on this page: only then is an empty answer called missing. */
    tried: Readonly<Ref<boolean>>;
    /** An address for a file of the form (a picture of a label); nothing when the pack lacks it. */
    media: (name: string) => string | undefined;
    number_text: (value: number) => string;
    /** Reads a text aloud; nothing where the phone has no voice of its own for the language. */
    read_aloud: Readonly<Ref<((text: string) => void) | undefined>>;
}

const key: InjectionKey<FormContext> = Symbol('form');
export const form_context_key = key;

export function use_form(): FormContext {
    const context = inject(key);
    if (context === undefined) throw new Error('This part stands outside a form.');
    return context;
}
