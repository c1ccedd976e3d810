import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { is_too_wide, Journeys, picture, settled, sign_in, small_targets, violations } from './browser';

let journeys: Journeys;
beforeAll(async () => {
    journeys = await Journeys.start();
});
afterAll(() => journeys.end());

const pin = 'luna 48';
const field = (): string => `${journeys.api.address}/ser-mas-maestro/capture`;

async function shell_is_kept(page: Page): Promise<void> {
    await page.evaluate(async () => {
        await navigator.serviceWorker.ready;
        if (navigator.serviceWorker.controller === null) {
            await new Promise((taken) => navigator.serviceWorker.addEventListener('controllerchange', taken));
        }
    });
}

async function enrol(page: Page, login = 'pablo'): Promise<void> {
    await sign_in(page, login);
    await shell_is_kept(page);
    await page.goto(field());
    await page.getByLabel('PIN').fill(pin);
    await page.getByRole('button', { name: 'Preparar' }).click();
    await page.getByText(/Paquete guardado/).waitFor();
}

async function open_again(page: Page): Promise<void> {
    await page.getByLabel('PIN').fill(pin);
    await page.getByRole('button', { name: /Abrir/ }).click();
}

async function fill_visit_report(page: Page): Promise<void> {
    await page.getByLabel(/Código DANE/).fill('105001000123');
    await page.getByLabel(/Fecha de la visita/).fill('2026-11-20');
    await page.getByText('V5. Encuentro sobre didácticas para la inclusión').click();
    await page.getByRole('radio', { name: 'Sí' }).check();
    await page.getByRole('button', { name: 'Siguiente' }).click();
    await page.getByRole('radio', { name: 'Encuentros formativos' }).check();
    await page.getByLabel(/^Tema/).fill('Círculo de palabra');
    await page.getByLabel(/Horas de trabajo/).fill('3,5');
    await page.getByLabel(/Personas contadas/).fill('14');
    await page.getByRole('radio', { name: 'La pareja de mediadores' }).check();
    await page.getByRole('button', { name: 'Siguiente' }).click();
}

/** The pages that may be passed without an answer, until the end. */
async function to_the_end(page: Page): Promise<void> {
    for (let step = 0; step < 60; step += 1) {
        if ((await page.getByRole('heading', { name: 'Listo para cerrar' }).count()) > 0) return;
        await page.getByRole('button', { name: /^(Siguiente|Terminar)$/ }).click();
    }
    throw new Error('The form has no end.');
}


describe('capture without a signal', () => {
    it('a visit report is filled, survives a reload, is sealed, and leaves for its receipt', async () => {
        const { page, context, complaints } = await journeys.visit('phone');
        await enrol(page);
        await settled(page);
        expect(await violations(page)).toEqual([]);
        expect(await is_too_wide(page)).toBe(false);
        expect(await small_targets(page)).toEqual([]);
        await picture(page, 'phone-es-capture');

        await context.setOffline(true);
        await page.getByRole('link', { name: 'Llenar: Informe de visita' }).click();
        await page.getByRole('heading', { name: 'La visita' }).waitFor();
        expect(await violations(page)).toEqual([]);
        await picture(page, 'phone-es-capture-page-1');
        await page.getByRole('button', { name: 'Siguiente' }).click();
        await page.getByRole('alert').getByText(/Faltan o no caben 4/).waitFor();
        await page.getByLabel(/Código DANE/).fill('12');
        await page.getByLabel(/Código DANE/).blur();
        await page.getByText('Son 12 cifras.').waitFor();
        expect(await violations(page)).toEqual([]);
        await picture(page, 'phone-es-capture-faults');
        await fill_visit_report(page);
        await page.getByText('¿Quiénes asistieron?').waitFor();
        await page.getByText('Guardado en este teléfono', { exact: true }).waitFor();

        // The phone is switched off and on again, without a signal.
        await page.reload();
        await page.getByRole('heading', { name: 'Sin conexión' }).waitFor();
        await open_again(page);
        await page.goto(field());
        await page.getByRole('heading', { name: 'Sin conexión' }).waitFor();
        await open_again(page);
        await page.getByRole('link', { name: 'Seguir' }).waitFor();
        expect(await violations(page)).toEqual([]);
        await picture(page, 'phone-es-capture-draft');
        await page.getByRole('link', { name: 'Seguir' }).click();
        expect(await page.getByLabel(/Código DANE/).inputValue()).toBe('105001000123');
        await page.getByRole('button', { name: 'Siguiente' }).click();
        expect(await page.getByLabel(/Horas de trabajo/).inputValue()).toBe('3,5');
        await page.getByRole('button', { name: 'Siguiente' }).click();
        await page.getByRole('checkbox', { name: 'Paulina Rojas Allcca' }).check();
        await page.getByRole('checkbox', { name: 'Irma Sulca Tineo' }).check();
        await picture(page, 'phone-es-capture-roster');
        for (let step = 0; (await page.getByText('¿Alguien puede estar en peligro?').count()) === 0 && step < 12; step += 1) await page.getByRole('button', { name: 'Siguiente' }).click();
        await page.getByRole('radio', { name: 'No' }).check();
        await to_the_end(page);
        await picture(page, 'phone-es-capture-end');
        await page.getByRole('button', { name: 'Cerrar y guardar' }).click();
        await page.getByText('Un registro terminado espera').waitFor();
        expect(await page.getByRole('link', { name: 'Seguir' }).count()).toBe(0);
        expect(journeys.api.world.capture.opened.size).toBe(0);

        await page.getByRole('link', { name: /Por enviar/ }).click();
        await page.getByText('Informe de visita').waitFor();
        expect(await violations(page)).toEqual([]);
        await picture(page, 'phone-es-capture-queue');
        await page.getByRole('button', { name: 'Enviar ahora' }).click();
        await page.getByText('Sin conexión: todo sigue aquí').waitFor();

        journeys.api.world.capture.forges = true;
        await context.setOffline(false);
        await page.getByRole('button', { name: 'Enviar ahora' }).click();
        await page.getByText('Un recibo no lleva la firma del programa').waitFor();
        await page.getByText('Cerrado el').waitFor();
        journeys.api.world.capture.forges = false;
        await page.getByRole('button', { name: 'Enviar ahora' }).click();
        await page.getByText(/Recibido el/).waitFor();
        await page.getByText('Nada espera en este teléfono').waitFor();
        await picture(page, 'phone-es-capture-received');
        const [arrived] = [...journeys.api.world.capture.opened.values()];
        expect(journeys.api.world.capture.opened.size).toBe(1);
        expect(arrived?.xml).toMatch(/<horas>3\.5<\/horas>/);
        expect(arrived?.xml).toMatch(/<docentes_presentes>01930000-0000-7000-8000-000000000031 01930000-0000-7000-8000-000000000032<\/docentes_presentes>/);
        expect(arrived?.xml).toMatch(/<instanceID>uuid:[0-9a-f]{8}-[0-9a-f]{4}-4/);
        expect(arrived?.xml).toMatch(/<fin>\d{4}-/);
        expect(complaints).toEqual([]);
        await context.close();
    });
});
