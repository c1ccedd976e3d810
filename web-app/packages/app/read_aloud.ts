import { language } from '@app/language';
import { computed, onScopeDispose, shallowRef } from 'vue';

/**
 * Reads aloud with a voice that lives on the phone: one that asks a server would send the questions away, and is silent
 * without a signal. Nothing where there is none.
 */
export function use_read_aloud() {
    const speech = globalThis.speechSynthesis as SpeechSynthesis | undefined;
    const voices = shallowRef<readonly SpeechSynthesisVoice[]>(speech?.getVoices() ?? []);
    const renew = (): void => {
        voices.value = speech?.getVoices() ?? [];
    };
    speech?.addEventListener?.('voiceschanged', renew);
    onScopeDispose(() => {
        speech?.removeEventListener?.('voiceschanged', renew);
        speech?.cancel();
    });
    const voice = computed(() => voices.value.find((one) => one.localService && one.lang.toLowerCase().startsWith(language.value)));
    return computed(() => {
        const chosen = voice.value;
        if (speech === undefined || chosen === undefined) return undefined;
        return (text: string): void => {
            speech.cancel();
            const words = new SpeechSynthesisUtterance(text);
            words.voice = chosen;
            words.lang = chosen.lang;
            words.rate = 0.9;
            speech.speak(words);
        };
    });
}
