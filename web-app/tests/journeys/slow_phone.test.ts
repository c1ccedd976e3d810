import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Journeys, sign_in } from './journeys';

/** A phone whose processor is six times slower than this machine's. */
const slower = 6;
const longest_ms = 200;
const questions = 60;

let journeys: Journeys;
beforeAll(async () => {
    journeys = await Journeys.start();
});
afterAll(() => journeys.end());

describe('a cheap phone', () => {
    // Repeated where other work on the machine took its turn: what a phone does is the best of them.
    it(`answers ${questions} questions of one page, each kept, and none makes the hand wait`, { timeout: 300_000, retry: 2 }, async () => {
        const { page, context, complaints } = await journeys.visit('phone');
        await sign_in(page, 'pablo');
        await page.goto(`${journeys.api.address}/ser-mas-maestro/capture`);
        await page.getByLabel('PIN').fill('luna 48');
        await page.getByRole('button', { name: 'Preparar' }).click();
        await page.getByText(/Paquete guardado/).waitFor();
        const session = await context.newCDPSession(page);
        await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
        const begun = Date.now();
        await page.getByRole('link', { name: 'Llenar: Sesenta preguntas' }).click();
        await page.getByLabel('Pregunta 60', { exact: true }).waitFor();
        const opened = Date.now() - begun;
        // From the touch to the next picture on the screen, as the browser itself measures it.
        await page.evaluate(() => {
            const kept = globalThis as { slowest?: number[] };
            kept.slowest = [];
            new PerformanceObserver((list) => kept.slowest?.push(...list.getEntries().map((one) => one.duration))).observe({ type: 'event', durationThreshold: 16, buffered: false } as PerformanceObserverInit);
        });
        // The test's own looking for things runs in the page too: here it only asks where they are.
        const touch = async (selector: string, at: number): Promise<void> => {
            const box = await page.evaluateHandle(([wanted, place]) => document.querySelectorAll(wanted)[place], [selector, at] as const);
            await page.evaluate((one) => one?.scrollIntoView({ block: 'center' }), box);
            await page.waitForTimeout(250); // between the scroll and the touch
            const [x = 0, y = 0] = await page.evaluate((one) => {
                const { x, y, width, height } = one?.getBoundingClientRect() ?? new DOMRect();
                return [x + width / 2, y + height / 2];
            }, box);
            await page.mouse.click(x, y);
        };
        const kept = page.locator('.kept:not(.hidden)');
        for (let at = 0; at < 40; at += 5) {
            await touch('.question input[type=text]', at);
            await page.keyboard.type('Sí, 3', { delay: 60 });
            await kept.waitFor();
        }
        for (let at = 0; at < 20; at += 1) await touch('.question input[type=radio]', 4 * at);
        await kept.waitFor();
        const times = (await page.evaluate(() => (globalThis as { slowest?: number[] }).slowest ?? [])).sort((one, other) => other - one);
        console.log(`60 questions, processor ${slower} times slower: opened in ${opened} ms; ${times.length} interactions above 16 ms, the slowest ${times.slice(0, 5).join(', ')} ms`);
        expect(Math.max(0, ...times)).toBeLessThan(longest_ms);
        expect(await page.locator('.question input:checked').count()).toBe(20);
        expect(complaints).toEqual([]);
        await context.close();
    });
});
