import {
    ApiError,
    BusyError,
    ConflictError,
    InvalidInputError,
    TooManyAttemptsError,
    UnauthenticatedError,
    UnreachableError,
} from '@api-client/api_problems';
import { word } from '@app/language';
import { problem_texts } from '@app/parts/problem_texts';
import { use_session } from '@app/session';
import { use_texts } from '@app/texts';
import { words_es } from '@app/words/words_es';
import { ref } from 'vue';

/** What kept a write from happening: one sentence for the form, or one for the field at fault. */
export interface ActProblem {
    sentence: string;
    field: string;
}

/** Runs writes one at a time; `problem` says what kept the last one from happening. */
export function use_act() {
    const say = use_texts(problem_texts);
    const session = use_session();
    const busy = ref(false);
    const problem = ref<ActProblem>();

    function sentence_of(failure: ApiError): ActProblem {
        if (failure instanceof UnreachableError) return { sentence: say('not_saved'), field: '' };
        if (failure instanceof InvalidInputError) return { sentence: failure.sentence || say('invalid'), field: failure.field };
        if (failure instanceof ConflictError) return { sentence: failure.sentence || say('conflict'), field: '' };
        if (failure instanceof TooManyAttemptsError) return { sentence: say('too_many', { seconds: failure.seconds }), field: '' };
        if (failure instanceof BusyError) return { sentence: say('busy_text'), field: '' };
        if (failure.sentence !== '' && failure.code in words_es.way_out) return { sentence: `${failure.sentence} ${word('way_out', failure.code)}`, field: '' };
        return { sentence: failure.sentence || say('unexpected_text'), field: '' };
    }

    /** True when it was done. A failure of the program itself goes on upwards. */
    async function act(work: () => Promise<void>): Promise<boolean> {
        if (busy.value) return false;
        busy.value = true;
        problem.value = undefined;
        try {
            await work();
            return true;
        } catch (failure) {
            if (!(failure instanceof ApiError)) throw failure;
            if (failure instanceof UnauthenticatedError && session.state === 'signed_in') session.expired();
            problem.value = sentence_of(failure);
            return false;
        } finally {
            busy.value = false;
        }
    }

    /** The sentence for a field of the form. */
    const of_field = (field: string): string | undefined =>
        problem.value?.field === field ? problem.value.sentence : undefined;
    return { busy, problem, act, of_field };
}
