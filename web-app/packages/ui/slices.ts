import { computed, onScopeDispose, ref, watch, type ComputedRef } from 'vue';

/** What fills the window of a phone and a little more. */
const first_slice = 12;
const next_slice = 24;

/**
 * The rows of a list, a part at a time: a cheap phone shows the first ones and answers the thumb before it has drawn all.
 * Rows that are there stay there; a list that is replaced begins anew.
 */
export function use_slices<Row>(rows: () => readonly Row[]): ComputedRef<readonly Row[]> {
    const count = ref(first_slice);
    let waiting: ReturnType<typeof setTimeout> | undefined;

    function go_on(): void {
        clearTimeout(waiting);
        waiting = undefined;
        if (count.value >= rows().length) return;
        waiting = setTimeout(() => {
            count.value += next_slice;
            go_on();
        }, 16);
    }
    watch(
        rows,
        (now, before) => {
            if (before === undefined || now[0] !== before[0]) count.value = first_slice;
            go_on();
        },
        { immediate: true },
    );
    onScopeDispose(() => clearTimeout(waiting));
    return computed(() => rows().slice(0, count.value));
}
