import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FieldPair, pin, programme } from './field_pair';
import { has_browser } from '../chromium';

describe.skipIf(!has_browser)('three weeks away, on the server itself', () => {
    let field: FieldPair;
    beforeAll(async () => {
        field = await FieldPair.start();
    }, 240_000);
    afterAll(() => field?.end());

    it('is away for three weeks with two phones and a shared tablet, and comes home with every record', async () => {
        const before = await field.count_records();
        const phones = [await field.enrolled('ana'), await field.enrolled('pablo')];
        const tablet = await field.enrolled('ana');
        const all = [...phones, tablet];
        const start = Date.now();
        let filled = 0;
        await tablet.page.getByRole('link', { name: /Pasar la tableta/ }).click();
        for (const day of [0, 9, 20]) {
            // The days go by, and each morning the phones are switched on again. The last day is the server's.
            const now = start - (20 - day) * 86_400_000;
            for (const { page, context } of all) {
                await context.clock.setFixedTime(now);
                await page.reload();
                await page.getByLabel('PIN').waitFor();
                await field.unlock(page);
            }
            for (const { page } of phones) {
                await page.getByRole('link', { name: 'Llenar: Informe de visita' }).waitFor();
                await field.report_visit(page, now);
                filled += 1;
            }
            for (let sheet = 0; sheet < 2; sheet += 1) {
                await field.answer_on_tablet(tablet.page);
                filled += 1;
            }
        }
        await tablet.page.getByRole('button', { name: 'Salir (con PIN)' }).click();
        await tablet.page.getByLabel('PIN').fill(pin);
        await tablet.page.getByRole('button', { name: 'Salir', exact: true }).click();
        await tablet.page.getByText('6 registros terminados esperan').waitFor();
        expect((await field.count_records()).kept).toBe(before.kept);
        let receipts = 0;
        for (const { page, context } of all) {
            await context.setOffline(false);
            await page.goto(`${field.server.address}/${programme}/capture/queue`);
            await page.locator('.what.done').first().waitFor({ timeout: 30_000 });
            await page.getByText('Nada espera en este teléfono').waitFor({ timeout: 30_000 });
            receipts += await page.locator('.what.done').count();
        }
        const after = await field.count_records();
        expect(filled).toBe(12);
        expect(receipts).toBe(filled);
        expect(after.kept - before.kept).toBe(filled);
        expect(after.waiting).toBe(before.waiting);
        for (const { context, complaints } of all) {
            expect(complaints).toEqual([]);
            await context.close();
        }
    }, 240_000);
});
