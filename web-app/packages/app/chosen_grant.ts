import type { Grant } from '@api-client/contract';
import { computed, ref, type ComputedRef } from 'vue';

/**
 * With which of several roles in a programme a person works at present: the first, until they choose. The server lets in
 * with that one alone, so that a screen shows what the role sees and no mixture of them.
 */
const grants = ref<readonly Grant[]>([]);
const choices = ref<Record<string, string>>({});
/** Kept for this tab only: the identifier of a grant tells nobody anything. */
const kept_choices = 'minka.grants';

function read_choices(): Record<string, string> {
    const text = globalThis.sessionStorage?.getItem(kept_choices);
    return text === null || text === undefined ? {} : (JSON.parse(text) as Record<string, string>);
}

/** Told after each look at who one is. */
export function know_grants(fresh: readonly Grant[]): void {
    grants.value = fresh;
    choices.value = read_choices();
}

export function forget_grants(): void {
    grants.value = [];
    choices.value = {};
    globalThis.sessionStorage?.removeItem(kept_choices);
}

export function choose_grant(grant: Grant): void {
    if (grant.programme === undefined) return;
    choices.value = { ...choices.value, [grant.programme.id]: grant.id };
    globalThis.sessionStorage?.setItem(kept_choices, JSON.stringify(choices.value));
}

export function grant_in(programme: string): Grant | undefined {
    const here = grants.value.filter((grant) => grant.programme?.id === programme);
    return here.find((grant) => grant.id === choices.value[programme]) ?? here[0];
}

export function use_grant_in(programme: () => string | undefined): ComputedRef<Grant | undefined> {
    return computed(() => {
        const id = programme();
        return id === undefined ? undefined : grant_in(id);
    });
}

/** The grant for a path of the API; nothing where there is no choice. */
export function grant_for(path: string): string | undefined {
    const programme = /^\/programmes\/([^/?]+)/.exec(path)?.[1];
    if (programme === undefined) return undefined;
    const several = grants.value.filter((grant) => grant.programme?.id === programme).length > 1;
    return several ? grant_in(programme)?.id : undefined;
}
