import { ApiError, TooManyAttemptsError, UnauthenticatedError, UnreachableError } from '@api-client/api_problems';
import { send_waiting, type SealedEnvelope, type Sent } from '@capture/outbox';
import { fetch_pack, kept_pack, without_the_past, type Pack } from '@capture/pack';
import { drafts_of, remove_draft, type Draft } from '@capture/drafts';
import type { Journal, WaitingEnvelope } from '@offline-store/journal';
import { api } from '@app/api';
import { current_vault, journal_changes, journal_of, vault } from '@app/keeping';
import { use_programme, type CurrentProgramme } from '@app/programme';
import { use_session } from '@app/session';
import { ref, shallowRef, watch } from 'vue';

/** The day on this phone. */
export function today_here(): string {
    const now = new Date();
    const two = (number: number): string => String(number).padStart(2, '0');
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

const device_name = 'capture device';

/** A number this user's store on this phone goes by in forms that ask for one; made here, and gone with the store. */
export async function device_number(): Promise<string> {
    const open = current_vault();
    const known = (await open?.kept(device_name))?.value;
    if (typeof known === 'string') return known;
    const fresh = crypto.randomUUID();
    await open?.keep(device_name, fresh);
    return fresh;
}

/** What a sealed record was, for the eyes of who opens the store; without the PIN a record is only a record. */
export const label_name = (hash: string): string => `capture label ${hash}`;

/** After these the next record would fare no better. */
export const stops_all = (problem: unknown): boolean =>
    problem instanceof UnreachableError || problem instanceof UnauthenticatedError || problem instanceof TooManyAttemptsError || !(problem instanceof ApiError);

/** What a person has with them for the work in the field: the pack, what was begun, what waits. */
export function use_field({ programme }: Pick<CurrentProgramme, 'programme'> = use_programme()) {
    const session = use_session();
    const pack = shallowRef<Pack>();
    const drafts = shallowRef<Draft[]>([]);
    const waiting = shallowRef<WaitingEnvelope[]>([]);
    const loaded = ref(false);

    const here = (): { user: string; id: string } | undefined =>
        session.me === undefined || programme.value === undefined ? undefined : { user: session.me.id, id: programme.value.id };

    async function load(): Promise<void> {
        const place = here();
        const open = current_vault();
        if (place === undefined) return;
        const journal = await journal_of(place.user);
        waiting.value = (await journal.waiting()).filter((one) => one.programme === place.id);
        if (open !== undefined) {
            const kept = await kept_pack(open, place.id);
            pack.value = kept === undefined ? undefined : await without_the_past(open, place.id, kept, today_here());
            drafts.value = await living_drafts(journal, place.id);
        }
        loaded.value = true;
    }

    /** A draft that was sealed the moment before the phone was switched off is in the journal, and goes from here. */
    async function living_drafts(journal: Journal, id: string): Promise<Draft[]> {
        const open = current_vault();
        if (open === undefined) return [];
        const found = await drafts_of(open, id);
        const sealed = new Set([...(await journal.waiting()), ...(await journal.received())].map((one) => one.hash));
        for (const draft of found) if (draft.sealed_as !== undefined && sealed.has(draft.sealed_as)) await remove_draft(open, draft);
        return found.filter((draft) => draft.sealed_as === undefined || !sealed.has(draft.sealed_as));
    }

    /** Fetches the pack of now. Throws an ApiError or a TornPackError; the last pack stays as it was. */
    async function refresh(): Promise<void> {
        const place = here();
        const open = current_vault();
        if (place === undefined || open === undefined) return;
        const in_use = new Set(drafts.value.flatMap(({ form }) => [form.hash, ...form.files.map((file) => file.hash)]));
        const fresh = await fetch_pack(api, open, place.id, in_use);
        const { id, public: public_point } = fresh.receipt_key;
        await (await journal_of(place.user)).know_key({ id, programme: place.id, public_point });
        pack.value = fresh;
    }

    /** Into the journal, on the disk of the phone. */
    async function keep_sealed(envelope: SealedEnvelope, label: string): Promise<void> {
        const place = here();
        if (place === undefined) throw new Error('A record is sealed by someone, in a programme.');
        await (await journal_of(place.user)).append(place.id, envelope.bytes, today_here());
        await current_vault()?.keep(label_name(envelope.hash), label, today_here());
    }

    async function send(): Promise<Sent> {
        const place = here();
        if (place === undefined) return { received: 0, refused: [], unproven: 0 };
        const path = `/programmes/${place.id}/capture/envelopes`;
        const sent = await send_waiting(
            await journal_of(place.user),
            place.id,
            (bytes) => api.send_bytes(path, bytes),
            stops_all,
        );
        await load();
        return sent;
    }

    watch([() => session.me?.id, () => programme.value?.id, vault, journal_changes], load, { immediate: true });
    return { pack, drafts, waiting, loaded, load, refresh, keep_sealed, send, place: here };
}
