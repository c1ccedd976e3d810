import { make_api_client } from '@api-client/api_client';
import { grant_for } from '@app/chosen_grant';
import { note_answer } from '@app/connection';
import { forget_early_answers, take_early_answer } from '@app/early_answers';
import { current_vault, lock_vault } from '@app/keeping';
import { language } from '@app/language';

const base = '/api/v1';

function fetch_or_take(path: string, options: RequestInit): Promise<Response> {
    if ((options.method ?? 'GET') !== 'GET') forget_early_answers();
    return take_early_answer(path.slice(base.length)) ?? fetch(path, options);
}

export const api = make_api_client({
    fetch: fetch_or_take,
    language: () => language.value,
    grant: grant_for,
    vault: current_vault,
    // Closed, it asks for its PIN again, and opens or tells what is wrong.
    store_failed: lock_vault,
    reached: note_answer,
});
