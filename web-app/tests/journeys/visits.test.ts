import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picture, settled, violations, type Size } from '../chromium';
import { Journeys, sign_in } from './journeys';

let journeys: Journeys;
beforeAll(async () => {
    journeys = await Journeys.start();
});
afterAll(() => journeys.end());

describe('the regional coordinator', () => {
    it.each<Size>(['desktop', 'phone'])('agrees a week by call, decides to go, and plans a failed visit anew on a %s', async (size) => {
        const { page, context, complaints } = await journeys.visit(size);
        await sign_in(page, 'elena');
        const address = `${journeys.api.address}/ser-mas-maestro/visits`;
        const dialog = page.getByRole('dialog');
        const kept = journeys.api.world.visits.coordinator.visits;
        if (size === 'desktop') {
            await page.goto(address);
            await settled(page);
            await page.getByRole('button', { name: 'Siguiente' }).click();
            await page.getByRole('button', { name: 'Acordar', exact: true }).click();
            await dialog.waitFor();
            await dialog.getByLabel('Quién lo dijo').fill('rectora');
            await dialog.getByLabel('Fecha de la visita').fill('2026-11-29');
            await dialog.getByRole('button', { name: 'Acordar', exact: true }).click();
            await dialog.getByText('no es día de clase').waitFor();
            await picture(page, `${size}-es-visit-agree`, false);
            expect(await violations(page)).toEqual([]);
            await dialog.getByLabel('Fecha de la visita').fill('2026-11-26');
            await dialog.getByRole('button', { name: 'Acordar', exact: true }).click();
            await dialog.waitFor({ state: 'detached' });
            await settled(page);
            expect(kept.get('visit-3')?.state).toBe('agreed');
            await page.getByRole('button', { name: 'Confirmar: se va' }).first().click();
            await dialog.getByRole('button', { name: 'Confirmar: se va' }).click();
            await dialog.waitFor({ state: 'detached' });
            await page.goto(`${address}/visit-6`);
            await page.getByRole('button', { name: 'Planear de nuevo' }).click();
            await dialog.getByLabel('Fecha de la visita').fill('2026-11-27');
            await dialog.getByLabel('Pareja que va').selectOption('P-02');
            await dialog.getByRole('button', { name: 'Planear de nuevo' }).click();
            await page.getByText('Reemplaza a una visita fallida').waitFor();
            expect(kept.get('visit-6')?.state).toBe('failed');
            expect(kept.get('visit-6-again')?.pair).toBe('P-02');
        } else {
            await page.goto(`${address}/visit-2`);
            await page.getByRole('button', { name: 'Anotar la llegada' }).click();
            await dialog.getByLabel('Por qué medio').selectOption('radio');
            await dialog.getByRole('button', { name: 'Anotar la llegada' }).click();
            await dialog.waitFor({ state: 'detached' });
            expect(kept.get('visit-2')?.has_arrived).toBe(true);
        }
        expect(complaints).toEqual([]);
        await context.close();
    });

    it('prints no school of high security', async () => {
        const { page, context } = await journeys.visit('desktop');
        await sign_in(page, 'elena');
        await page.goto(`${journeys.api.address}/ser-mas-maestro/visits?week=2026-11-24`);
        await page.getByText('IE Rural Las Palmas').waitFor();
        await page.emulateMedia({ media: 'print' });
        expect(await page.getByText('IE Rural Las Palmas').isVisible()).toBe(false);
        expect(await page.getByText('IE Rural San Isidro').isVisible()).toBe(true);
        await context.close();
    });
});

describe('a mediator', () => {
    it('leaves, arrives and holds the visit of the week, and agrees with no school', async () => {
        const { page, context, complaints } = await journeys.visit('phone');
        await sign_in(page, 'pablo');
        await page.goto(`${journeys.api.address}/ser-mas-maestro/visits?week=2026-11-24`);
        await page.getByRole('heading', { name: 'Mi semana' }).waitFor();
        expect(await page.getByRole('button', { name: 'Acordar', exact: true }).count()).toBe(0);
        const dialog = page.getByRole('dialog');
        await page.getByRole('button', { name: 'Salimos' }).click();
        await dialog.getByLabel('Hora en que esperan llegar').fill('08:30');
        await dialog.getByRole('button', { name: 'Salimos' }).click();
        await dialog.waitFor({ state: 'detached' });
        for (const act of ['Anotar la llegada', 'Se realizó']) {
            await page.getByRole('link', { name: 'IE Rural San Isidro' }).first().click();
            await page.getByRole('button', { name: act, exact: true }).click();
            await dialog.getByRole('button', { name: act, exact: true }).click();
            await dialog.waitFor({ state: 'detached' });
            await page.goBack();
        }
        expect(journeys.api.world.visits.mediator.visits.get('visit-5')?.state).toBe('held');
        expect(complaints).toEqual([]);
        await context.close();
    });
});
