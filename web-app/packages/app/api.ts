import { make_api_client } from '@api-client/api_client';
import { note_answer } from '@app/connection';
import { current_vault } from '@app/keeping';
import { language } from '@app/language';

export const api = make_api_client({
    fetch: (path, options) => fetch(path, options),
    language: () => language.value,
    vault: current_vault,
    reached: note_answer,
});
