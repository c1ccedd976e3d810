import { computed, ref } from 'vue';

/**
 * Whether the server can be reached. A browser that says "online" may stand behind a dead antenna, so the last answer
 * counts for more than the browser's word.
 */
const network = ref(globalThis.navigator?.onLine ?? true);
const answered = ref(true);

export const is_connected = computed(() => network.value && answered.value);

export function note_answer(yes: boolean): void {
    answered.value = yes;
}

/** Listens for the network; when it comes back the next request tells whether the server does too. */
export function watch_network(): void {
    globalThis.addEventListener('online', () => {
        network.value = true;
        answered.value = true;
    });
    globalThis.addEventListener('offline', () => {
        network.value = false;
    });
}
