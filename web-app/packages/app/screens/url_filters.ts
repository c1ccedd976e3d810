import { computed, type WritableComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';

/** Filters that live in the address, so that a list can be sent to a colleague and the back button works. */
export function use_url_filters<Name extends string>(names: readonly Name[]) {
    const route = useRoute();
    const router = useRouter();

    function filter(name: Name): WritableComputedRef<string> {
        return computed({
            get: () => {
                const value = route.query[name];
                return typeof value === 'string' ? value : '';
            },
            set: (value) => {
                const { [name]: _old, ...others } = route.query;
                void router.replace({ query: value === '' ? others : { ...others, [name]: value } });
            },
        });
    }
    const filters = Object.fromEntries(names.map((name) => [name, filter(name)])) as Record<Name, WritableComputedRef<string>>;

    /** "?sector=public&q=tame", or nothing when no filter is set. */
    const query = computed(() => {
        const set = new URLSearchParams();
        for (const name of names) if (filters[name].value !== '') set.set(name, filters[name].value);
        const text = set.toString();
        return text === '' ? '' : `?${text}`;
    });
    const is_filtered = computed(() => query.value !== '');
    const clear = (): void => void router.replace({ query: {} });
    return { filters, query, is_filtered, clear };
}
