import type { Answer } from '@api-client/api_client';
import { ApiError, UnauthenticatedError } from '@api-client/api_problems';
import type { ListOf } from '@api-client/contract';
import { api } from '@app/api';
import { is_connected } from '@app/connection';
import { use_session } from '@app/session';
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';

/** What a screen asked for: on its way, here (from the server or from the phone), or not to be had. */
export interface Asked<T> {
    answer: ShallowRef<Answer<T> | undefined>;
    problem: ShallowRef<ApiError | undefined>;
    loading: Ref<boolean>;
    reload: () => Promise<void>;
    /** Puts in what a write gave back. */
    replace: (value: T) => void;
}

/** Asks for a path, again when it changes and when the network comes back. */
export function use_answer<T>(path: () => string | undefined): Asked<T> {
    const session = use_session();
    const answer = shallowRef<Answer<T>>();
    const problem = shallowRef<ApiError>();
    const loading = ref(true);
    let stop: AbortController | undefined;

    async function reload(): Promise<void> {
        stop?.abort();
        const wanted = path();
        if (wanted === undefined) return;
        const mine = new AbortController();
        stop = mine;
        loading.value = true;
        try {
            const fresh = await api.read<T>(wanted, mine.signal);
            if (stop !== mine) return;
            answer.value = fresh;
            problem.value = undefined;
        } catch (failure) {
            if (stop !== mine) return;
            if (failure instanceof UnauthenticatedError) session.expired();
            if (!(failure instanceof ApiError)) throw failure;
            problem.value = failure;
            answer.value = undefined;
        } finally {
            if (stop === mine) loading.value = false;
        }
    }

    watch(path, reload, { immediate: true });
    watch(is_connected, (connected) => {
        const stale = answer.value?.kept_at !== undefined || problem.value !== undefined;
        if (connected && stale && !loading.value) void reload();
    });
    onScopeDispose(() => {
        stop?.abort();
        stop = undefined;
    });
    const replace = (value: T): void => {
        answer.value = { value };
        problem.value = undefined;
    };
    return { answer, problem, loading, reload, replace };
}

export interface AskedList<Item, Page extends ListOf<Item>> extends Asked<Page> {
    items: ShallowRef<Item[]>;
    next: ShallowRef<string | null>;
    more: () => Promise<void>;
    more_problem: ShallowRef<ApiError | undefined>;
}

/** A list that grows page by page. The path may hold a query already. */
export function use_list<Item, Page extends ListOf<Item> = ListOf<Item>>(path: () => string | undefined): AskedList<Item, Page> {
    const asked = use_answer<Page>(path);
    const items = shallowRef<Item[]>([]);
    const next = shallowRef<string | null>(null);
    const more_problem = shallowRef<ApiError>();
    watch(asked.answer, (answer) => {
        items.value = answer?.value.items ?? [];
        next.value = answer?.value.next ?? null;
        more_problem.value = undefined;
    });

    async function more(): Promise<void> {
        const wanted = path();
        if (wanted === undefined || next.value === null || asked.answer.value === undefined) return;
        try {
            const joint = wanted.includes('?') ? '&' : '?';
            const page = await api.read<Page>(`${wanted}${joint}after=${encodeURIComponent(next.value)}`);
            if (wanted !== path()) return;
            items.value = [...items.value, ...page.value.items];
            next.value = page.value.next ?? null;
            more_problem.value = undefined;
        } catch (failure) {
            if (!(failure instanceof ApiError)) throw failure;
            more_problem.value = failure;
        }
    }
    return { ...asked, items, next, more, more_problem };
}
