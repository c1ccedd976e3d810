import { forget_early_answers, take_early_answer } from '@app/early_answers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

describe('an early answer', () => {
    beforeEach(() => {
        globalThis.minka_early = new Map([['/me', Promise.resolve(new Response('{}'))]]);
        vi.spyOn(performance, 'now').mockReturnValue(1_000);
    });
    afterEach(() => {
        globalThis.minka_early = undefined;
        vi.restoreAllMocks();
    });

    it('is taken once', () => {
        expect(take_early_answer('/me')).toBeDefined();
        expect(take_early_answer('/me')).toBeUndefined();
        expect(take_early_answer('/home')).toBeUndefined();
    });

    it('is not taken after a write, nor when the page has been open for long', () => {
        vi.mocked(performance.now).mockReturnValue(15_001);
        expect(take_early_answer('/me')).toBeUndefined();
        vi.mocked(performance.now).mockReturnValue(1_000);
        forget_early_answers();
        expect(take_early_answer('/me')).toBeUndefined();
    });
});
