import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { is_too_wide, picture, settled } from '../chromium';
import { Journeys, sign_in } from './journeys';

let journeys: Journeys;
beforeAll(async () => {
    journeys = await Journeys.start();
});
afterAll(() => journeys.end());

describe('for who does not see well', () => {
    it('every screen keeps its width at 320 px, and with text at twice its size', async () => {
        const { page, context } = await journeys.visit('phone');
        await sign_in(page, 'rosa');
        for (const path of ['', '/teams', '/ugels/ugel-andahuaylas', '/schools', '/territories/dre-apurimac', '/cycles/2026-a', '/people']) {
            await page.setViewportSize({ width: 320, height: 640 });
            await page.goto(`${journeys.api.address}/apostemos${path}`);
            await settled(page);
            expect.soft(await is_too_wide(page), `${path} at 320 px`).toBe(false);
            await page.setViewportSize({ width: 360, height: 740 });
            await page.evaluate(() => {
                document.documentElement.style.fontSize = '200%';
            });
            expect.soft(await is_too_wide(page), `${path} with large text`).toBe(false);
            await picture(page, `phone-es-large${path.replaceAll('/', '-')}`, false);
        }
        await context.close();
    });

    it('nothing moves for who asked for less motion', async () => {
        const { page, context } = await journeys.visit('phone');
        await page.emulateMedia({ reducedMotion: 'reduce' });
        await sign_in(page, 'rosa');
        const moving = await page.evaluate(() => document.getAnimations().length);
        expect(moving).toBe(0);
        await context.close();
    });
});
