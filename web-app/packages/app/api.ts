import { make_api_client } from '@api-client/api_client';
import { grant_for } from '@app/chosen_grant';
import { note_answer } from '@app/connection';
import { current_vault, lock_vault } from '@app/keeping';
import { language } from '@app/language';

export const api = make_api_client({
    fetch: (path, options) => fetch(path, options),
    language: () => language.value,
    grant: grant_for,
    vault: current_vault,
    // Closed, it asks for its PIN again, and opens or tells what is wrong.
    store_failed: lock_vault,
    reached: note_answer,
});
