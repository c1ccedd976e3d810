import { ApiError, UnauthenticatedError, UnreachableError } from '@api-client/api_problems';
import type { Grant, Language, Me } from '@api-client/contract';
import { api } from '@app/api';
import { forget_grants, know_grants } from '@app/chosen_grant';
import { create_vault, forget_user, last_user, lock_vault, look_for_vault, unlock_vault } from '@app/keeping';
import { use_language } from '@app/language';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';

/** `locked`: there is no network, and what is kept here waits for its PIN. */
export type SessionState = 'unknown' | 'signed_out' | 'locked' | 'signed_in';

export interface ProgrammeGrants {
    id: string;
    code: string;
    name: string;
    grants: Grant[];
}

/** Grants side by side under their programme, in the order the server gave them. */
export function by_programme(grants: readonly Grant[]): ProgrammeGrants[] {
    const found = new Map<string, ProgrammeGrants>();
    for (const grant of grants) {
        if (grant.programme === undefined) continue;
        const { id, code, name } = grant.programme;
        const entry = found.get(id) ?? { id, code, name, grants: [] };
        entry.grants.push(grant);
        found.set(id, entry);
    }
    return [...found.values()];
}

/** The browser's session is a cookie only the server can end; signing out without a network ends it at the next chance. */
const sign_out_waits = 'minka.sign_out_waits';

async function end_waiting_session(): Promise<void> {
    if (localStorage.getItem(sign_out_waits) === null) return;
    try {
        await api.write('POST', '/logout');
    } catch (problem) {
        if (!(problem instanceof UnauthenticatedError)) throw problem;
    }
    localStorage.removeItem(sign_out_waits);
}

export const use_session = defineStore('session', () => {
    const me = shallowRef<Me>();
    const state = ref<SessionState>('unknown');
    const programmes = computed(() => by_programme(me.value?.grants ?? []));

    async function enter(fresh: Me): Promise<void> {
        // The phone has passed to someone else: nothing of the person before stays on it but work the server lacks, which
        // is sealed, or under their PIN.
        const before = last_user();
        if (before !== undefined && before !== fresh.id) await forget_user(before);
        me.value = fresh;
        know_grants(fresh.grants);
        state.value = 'signed_in';
        use_language(fresh.language === 'en' ? 'en' : 'es');
        await look_for_vault(fresh.id);
    }

    /** Who is signed in, asked once when the app opens. */
    async function begin(): Promise<void> {
        try {
            await end_waiting_session();
            await enter((await api.read<Me>('/me')).value);
        } catch (problem) {
            if (problem instanceof UnauthenticatedError) {
                state.value = 'signed_out';
            } else if (problem instanceof UnreachableError) {
                const user = last_user();
                state.value = user !== undefined && (await look_for_vault(user)) ? 'locked' : 'signed_out';
            } else if (problem instanceof ApiError) {
                // A server that fails is met at the door too: signing in tells in words what is wrong.
                state.value = 'signed_out';
            } else {
                throw problem;
            }
        }
    }

    /** Throws UnauthenticatedError, CodeNeededError, TooManyAttemptsError and what any request may. */
    async function sign_in(login: string, password: string, code: string): Promise<void> {
        const asked = code === '' ? { login, password } : { login, password, code };
        await enter(await api.write<Me>('POST', '/login', asked));
    }

    /** Opens what is kept on the phone. Throws WrongPinError and VaultErasedError. */
    async function unlock(pin: string): Promise<void> {
        const user = me.value?.id ?? last_user();
        if (user === undefined) return;
        await unlock_vault(user, pin);
        await enter((await api.read<Me>('/me')).value);
        await keep_the_start();
    }

    /** Begins to keep what is seen on this phone, first of all what it opens with. Throws PinTooShortError. */
    async function start_keeping(pin: string): Promise<void> {
        if (me.value === undefined) return;
        await create_vault(me.value.id, pin);
        await api.read<Me>('/me');
        await keep_the_start();
    }

    /** Each programme's profile and home: without them the phone would open on nothing. */
    async function keep_the_start(): Promise<void> {
        const paths = programmes.value.flatMap((one) => [`/programmes/${one.id}/profile`, `/programmes/${one.id}/home`]);
        try {
            for (const path of paths) await api.read(path);
        } catch (problem) {
            // What could not be fetched now is kept when it is opened.
            if (!(problem instanceof ApiError)) throw problem;
        }
    }

    /** Signs out and removes what this phone kept, unless it is work the server has not received: that stays, closed. Without a network it throws UnreachableError, and has done its part. */
    async function sign_out(): Promise<void> {
        const user = me.value?.id ?? last_user();
        if (user !== undefined) await forget_user(user);
        forget_grants();
        me.value = undefined;
        state.value = 'signed_out';
        localStorage.setItem(sign_out_waits, 'yes');
        await end_waiting_session();
    }

    /** The server no longer knows the session: back to the door, with the store closed but not erased. */
    function expired(): void {
        lock_vault();
        me.value = undefined;
        state.value = 'signed_out';
    }

    async function change_password(current: string, fresh: string): Promise<void> {
        await api.write('POST', '/me/password', { current, fresh });
        if (me.value !== undefined) me.value = { ...me.value, must_change_password: false };
    }

    async function change_language(chosen: Language): Promise<void> {
        use_language(chosen);
        if (me.value === undefined) return;
        await api.write('PUT', '/me/language', { language: chosen });
        me.value = { ...me.value, language: chosen };
    }

    return { me, state, programmes, begin, sign_in, unlock, start_keeping, sign_out, expired, change_password, change_language };
});
