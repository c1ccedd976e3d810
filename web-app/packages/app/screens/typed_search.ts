import { onScopeDispose, ref, watch, type Ref } from 'vue';

/** Takes what is typed once the fingers rest, so that a slow network is asked once and not letter by letter. */
export function use_typed_search(settled: Ref<string>, rest_ms = 300): Ref<string> {
    const typed = ref(settled.value);
    let waiting: ReturnType<typeof setTimeout> | undefined;
    watch(typed, (text) => {
        clearTimeout(waiting);
        waiting = setTimeout(() => {
            settled.value = text.trim();
        }, rest_ms);
    });
    watch(settled, (text) => {
        if (text !== typed.value.trim()) typed.value = text;
    });
    onScopeDispose(() => clearTimeout(waiting));
    return typed;
}
