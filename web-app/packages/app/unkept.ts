import { ApiError, UnauthenticatedError } from '@api-client/api_problems';
import type { Answer } from '@api-client/api_client';
import { api } from '@app/api';
import type { Asked } from '@app/answers';
import { use_session } from '@app/session';
import { ref, shallowRef, watch } from 'vue';

/** An answer that no copy is kept of on the phone, under a PIN or not: each read of it is an entry in the ledger. */
export function use_unkept_answer<T>(path: () => string | undefined): Asked<T> {
    const session = use_session();
    const answer = shallowRef<Answer<T>>();
    const problem = shallowRef<ApiError>();
    const loading = ref(true);

    async function reload(): Promise<void> {
        const wanted = path();
        if (wanted === undefined) return;
        loading.value = true;
        try {
            const bytes = await api.fetch_bytes(wanted);
            if (wanted === path()) answer.value = { value: JSON.parse(new TextDecoder().decode(bytes)) as T };
            problem.value = undefined;
        } catch (failure) {
            if (failure instanceof UnauthenticatedError) session.expired();
            if (!(failure instanceof ApiError)) throw failure;
            problem.value = failure;
            answer.value = undefined;
        } finally {
            loading.value = false;
        }
    }
    watch(path, reload, { immediate: true });
    const replace = (value: T): void => {
        answer.value = { value };
        problem.value = undefined;
    };
    return { answer, problem, loading, reload, replace };
}
