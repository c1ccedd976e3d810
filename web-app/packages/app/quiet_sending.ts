import { ApiError } from '@api-client/api_problems';
import { send_waiting } from '@capture/outbox';
import { api } from '@app/api';
import { stops_all } from '@app/field';
import { journal_changes, journal_of } from '@app/keeping';
import { use_session } from '@app/session';

/** Sends what waits of the person at work, in each of their programmes. What cannot go now still waits, and is shown so. */
export async function send_quietly(): Promise<void> {
    const session = use_session();
    if (session.me === undefined) return;
    const journal = await journal_of(session.me.id);
    for (const { id } of session.programmes) {
        try {
            const path = `/programmes/${id}/capture/envelopes`;
            await send_waiting(journal, id, (bytes) => api.send_bytes(path, bytes), stops_all);
        } catch (failure) {
            if (!(failure instanceof ApiError)) throw failure;
            break;
        }
    }
    journal_changes.value += 1;
}
