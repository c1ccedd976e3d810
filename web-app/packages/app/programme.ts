import type { Grant, Profile } from '@api-client/contract';
import { use_answer, type Asked } from '@app/answers';
import { use_grant_in } from '@app/chosen_grant';
import { permissions_of } from '@app/navigation';
import { use_session, type ProgrammeGrants } from '@app/session';
import { computed, inject, provide, type ComputedRef, type InjectionKey } from 'vue';
import { useRoute } from 'vue-router';

/** The programme of the address, with what this person may do in it. */
export interface CurrentProgramme {
    programme: ComputedRef<ProgrammeGrants | undefined>;
    /** With which role one works here. */
    grant: ComputedRef<Grant | undefined>;
    profile: Asked<Profile>;
    may: (permission: string) => boolean;
    /** "/programmes/ID" + rest; nothing while there is no programme, so that nothing is asked. */
    path: (rest: string) => string | undefined;
}

const key: InjectionKey<CurrentProgramme> = Symbol('programme');

/** Called once, by the shell: what stands below reads it with `use_programme`. */
export function provide_programme(): CurrentProgramme {
    const session = use_session();
    const route = useRoute();
    const programme = computed(() => session.programmes.find((one) => one.code === route.params['programme']));
    const grant = use_grant_in(() => programme.value?.id);
    const permissions = computed(() => permissions_of(grant.value === undefined ? [] : [grant.value]));
    const path = (rest: string): string | undefined =>
        programme.value === undefined ? undefined : `/programmes/${programme.value.id}${rest}`;
    const current: CurrentProgramme = {
        programme,
        grant,
        profile: use_answer<Profile>(() => path('/profile')),
        may: (permission) => permissions.value.has(permission),
        path,
    };
    provide(key, current);
    return current;
}

export function use_programme(): CurrentProgramme {
    const current = inject(key);
    if (current === undefined) throw new Error('This screen stands outside a programme.');
    return current;
}
