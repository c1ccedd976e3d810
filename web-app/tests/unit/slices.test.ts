import { use_slices } from '@ui/slices';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, shallowRef } from 'vue';

const numbers = (count: number): number[] => Array.from({ length: count }, (_one, place) => place);

describe('a list in slices', () => {
    beforeEach(() => void vi.useFakeTimers());
    afterEach(() => void vi.useRealTimers());

    it.each([0, 1, 12, 13, 36, 37, 500])('of %i rows ends complete and in order', (count) => {
        effectScope().run(() => {
            const shown = use_slices(() => numbers(count));
            expect(shown.value).toHaveLength(Math.min(count, 12));
            vi.runAllTimers();
            expect(shown.value).toEqual(numbers(count));
        });
    });

    it('keeps what is shown when rows are added, and begins anew when they are replaced', async () => {
        const scope = effectScope();
        await scope.run(async () => {
            const rows = shallowRef(numbers(40));
            const shown = use_slices(() => rows.value);
            vi.runAllTimers();
            rows.value = numbers(60);
            await nextTick();
            expect(shown.value.length).toBeGreaterThanOrEqual(40);
            rows.value = numbers(30).map((one) => one + 100);
            await nextTick();
            expect(shown.value).toHaveLength(12);
            vi.runAllTimers();
            expect(shown.value).toHaveLength(30);
        });
        scope.stop();
    });
});
