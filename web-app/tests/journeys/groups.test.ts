import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { is_too_wide, picture, settled, small_targets, violations, type Size } from '../chromium';
import { Journeys, sign_in } from './journeys';

let journeys: Journeys;
beforeAll(async () => {
    journeys = await Journeys.start();
});
afterAll(() => journeys.end());

describe('teacher groups', () => {
    it.each<Size>(['phone', 'desktop'])('are formed again beside other work, looked at, ruled about and recorded on a %s', async (size) => {
        const { page, context, complaints } = await journeys.visit(size);
        await sign_in(page, 'elena');
        await page.goto(`${journeys.api.address}/ser-mas-maestro/cycles/2026-a/groups`);
        await page.getByRole('heading', { name: 'Formar los grupos' }).waitFor();
        await settled(page);
        await picture(page, `${size}-es-groups`);
        expect(await violations(page)).toEqual([]);
        expect(await is_too_wide(page)).toBe(false);
        expect(await small_targets(page)).toEqual([]);

        const text = async (): Promise<string> => (await page.locator('main').textContent()) ?? '';
        await page.getByLabel('Personas por grupo, al menos').fill('30');
        await page.getByRole('button', { name: 'Formar', exact: true }).click();
        await page.getByText('al menos tantas personas').first().waitFor();
        await page.getByLabel('Personas por grupo, al menos').fill('4');
        await page.getByRole('button', { name: 'Formar', exact: true }).click();
        await page.getByText('Buscando la mejor división').waitFor();
        expect(await violations(page)).toEqual([]);
        // Leaving the page stops nothing: the proposal is in the list.
        await page.getByRole('link', { name: 'Los grupos del ciclo' }).click();
        await page.getByRole('link', { name: /^Grupos de 4 a 25/ }).first().click();
        await page.getByRole('heading', { name: 'Qué cambiaría' }).waitFor();
        await page.getByRole('button', { name: 'Grupo 1: Ver quiénes' }).click();
        await page.getByRole('checkbox', { name: 'Elegir a Amparo Prueba' }).check();
        await page.getByRole('checkbox', { name: 'Elegir a Cruz Prueba' }).check();
        await page.getByRole('button', { name: 'Separadas', exact: true }).click();
        await page.getByText('Separadas: Amparo Prueba, Cruz Prueba').waitFor();
        await settled(page);
        await picture(page, `${size}-es-group-proposal`);
        expect(await violations(page)).toEqual([]);
        expect(await is_too_wide(page)).toBe(false);
        expect(await small_targets(page)).toEqual([]);
        expect(await text()).not.toMatch(/19[5-9]\d/);

        await page.getByRole('button', { name: 'Formar otra vez' }).click();
        await page.getByRole('button', { name: 'Terminar con lo hallado' }).click();
        await page.getByText('La búsqueda se terminó antes').waitFor();
        await page.getByText('Separadas: Amparo Prueba, Cruz Prueba').waitFor();
        await page.getByRole('button', { name: 'Registrar estos grupos' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Registrar estos grupos' }).click();
        await page.getByText('Los grupos quedaron registrados').waitFor();
        expect(complaints).toEqual([]);
        await context.close();
    });
});
