/** Answers that the page asked for before the app was there (public/early.js), by path. */
declare global {
    var minka_early: Map<string, Promise<Response>> | undefined;
}

const longest_age_ms = 15_000;

/** The early answer to a read, once; nothing when there is none, or when it is no longer of the start. */
export function take_early_answer(path: string): Promise<Response> | undefined {
    const answers = globalThis.minka_early;
    if (answers === undefined || performance.now() > longest_age_ms) return undefined;
    const answer = answers.get(path);
    answers.delete(path);
    return answer;
}

/** What is written makes them old. */
export function forget_early_answers(): void {
    globalThis.minka_early?.clear();
}
