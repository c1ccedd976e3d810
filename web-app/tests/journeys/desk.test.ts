import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picture, settled, violations } from '../chromium';
import { Journeys, sign_in } from './journeys';

let journeys: Journeys;
beforeAll(async () => {
    journeys = await Journeys.start();
});
afterAll(() => journeys.end());

describe('a regional coordinator', () => {
    it('brings in a register: mends what its columns mean, looks again, and writes it', async () => {
        const { page, complaints, context } = await journeys.visit('phone');
        await sign_in(page, 'elena');
        await page.goto(`${journeys.api.address}/ser-mas-maestro/import`);
        await settled(page);
        await page.getByLabel('Qué trae el archivo').selectOption('schools');
        await page.getByLabel('Archivo CSV o Excel').setInputFiles({ name: 'escuelas.csv', mimeType: 'text/csv', buffer: Buffer.from('dane,escuela,nota\n1,a,\n2,b,río crecido\n') });
        await page.getByRole('button', { name: 'Mirar el archivo' }).click();
        await page.getByRole('heading', { name: '2 cosas por corregir' }).waitFor();
        expect(await violations(page)).toEqual([]);
        await picture(page, 'phone-es-import-problems');
        await page.getByLabel('dane', { exact: true }).selectOption('code');
        await page.getByLabel('escuela', { exact: true }).selectOption('name');
        await page.getByLabel('nota', { exact: true }).selectOption('-');
        await page.getByRole('button', { name: 'Volver a mirar' }).click();
        await page.getByText('Escuelas: 2 por crear, 0 por cambiar, 0 iguales').waitFor();
        await page.getByRole('button', { name: 'Traer 2 filas' }).click();
        await page.getByText('Entraron 2 filas.').waitFor();
        await picture(page, 'phone-es-import-done');
        expect(complaints).toEqual([]);
        await context.close();
    });

    it('compares two records that contradict each other, and decides', async () => {
        const { page, complaints, context } = await journeys.visit('phone');
        await sign_in(page, 'elena');
        await page.goto(`${journeys.api.address}/ser-mas-maestro/conflicts`);
        await page.getByRole('link', { name: 'Comparar los dos envíos de informe-de-visita del 12' }).click();
        await page.getByText('Rocío Prueba').waitFor();
        await page.getByRole('button', { name: 'Tomar la otra' }).click();
        await page.getByRole('dialog').getByText('La otra corrige a la que vale hoy').waitFor();
        expect(await violations(page)).toEqual([]);
        await picture(page, 'phone-es-conflict-decide');
        await page.getByRole('button', { name: 'Decidir así' }).click();
        await page.getByText('Decidido. Los dos envíos se conservan.').waitFor();
        expect(await page.getByRole('link', { name: /^Comparar los dos/ }).count()).toBe(1);
        expect(complaints).toEqual([]);
        await context.close();
    });

    it('asks for a report, leaves the page, comes back and takes a table along', async () => {
        const { page, complaints, context } = await journeys.visit('desktop');
        await sign_in(page, 'elena');
        await page.goto(`${journeys.api.address}/ser-mas-maestro/reports`);
        await settled(page);
        await page.getByRole('button', { name: 'Preparar' }).click();
        await page.getByText('Se está preparando.').or(page.getByRole('button', { name: 'Imprimir' })).first().waitFor();
        await page.getByRole('link', { name: 'Inicio' }).click();
        await page.getByRole('link', { name: 'Informes' }).click();
        await page.getByRole('link', { name: 'Informe del programa, ciclo 2026-a' }).click();
        await page.getByRole('button', { name: 'Imprimir' }).waitFor();
        expect(await page.getByRole('link', { name: 'Cambio entre tomas: Estudiantes: Excel' }).getAttribute('href')).toContain('format=xlsx');
        await page.frameLocator('iframe').getByRole('heading', { name: 'Informe del ciclo' }).waitFor();
        expect(complaints).toEqual([]);
        await context.close();
    });
});
