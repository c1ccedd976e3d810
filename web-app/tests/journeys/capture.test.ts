import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { is_too_wide, picture, settled, small_targets, violations } from '../chromium';
import { Journeys, sign_in } from './journeys';

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
        await page.getByText('Al día').waitFor({ state: 'attached' });
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

    it('a wave on a shared tablet: one sheet after another, nothing to go back to, and only the PIN leads out', async () => {
        const { page, context, complaints } = await journeys.visit('phone');
        const before = new Set(journeys.api.world.capture.opened.keys());
        await enrol(page);
        await context.setOffline(true);
        await page.getByRole('link', { name: /Pasar la tableta/ }).click();
        await page.getByRole('button', { name: 'Empezar' }).waitFor();
        expect(await violations(page)).toEqual([]);
        await picture(page, 'phone-es-kiosk-ready');
        for (const answer of ['Siempre', 'Nunca']) {
            await page.getByRole('button', { name: 'Empezar' }).click();
            // School and wave are typed once, by who brought the tablet; the next one begins with the welcome.
            if (answer === 'Siempre') {
                await page.getByLabel(/Código DANE/).fill('105001000123');
                await page.getByLabel(/Ola de medición/).fill('L0');
                await page.getByRole('button', { name: 'Siguiente' }).click();
            }
            await page.getByText(/No es un examen/).waitFor();
            expect(await page.getByLabel(/Código DANE/).count()).toBe(0);
            await page.getByRole('button', { name: 'Siguiente' }).click();
            await page.getByRole('radio', { name: 'Sí' }).check();
            await page.getByRole('button', { name: 'Siguiente' }).click();
            await page.getByRole('radio', { name: answer }).first().check();
            if (answer === 'Siempre') {
                expect(await violations(page)).toEqual([]);
                await picture(page, 'phone-es-kiosk-page');
                await page.getByRole('button', { name: 'Letra más grande' }).click();
                expect(await is_too_wide(page)).toBe(false);
                await picture(page, 'phone-es-kiosk-large', false);
                await page.getByRole('button', { name: 'Letra normal' }).click();
            }
            await to_the_end(page);
            await page.getByRole('button', { name: 'Entregar mis respuestas' }).click();
            await page.getByRole('heading', { name: '¡Gracias!' }).waitFor();
            await page.getByRole('button', { name: 'Sigue otra persona' }).click();
        }
        // The next one presses "back", and types another address: the survey stays, and shows nothing of the last sheet.
        await page.goBack();
        await page.getByRole('button', { name: 'Empezar' }).waitFor();
        await page.goto(`${field()}/queue`);
        await page.getByRole('heading', { name: 'Sin conexión' }).waitFor();
        await open_again(page);
        await page.getByRole('button', { name: 'Empezar' }).waitFor();
        expect(page.url()).toContain('/kiosk/');
        await page.getByRole('button', { name: 'Salir (con PIN)' }).click();
        await page.getByLabel('PIN').fill('sol 9999');
        await page.getByRole('button', { name: 'Salir', exact: true }).click();
        await page.getByText('Ese PIN no abre.').waitFor();
        await page.getByLabel('PIN').fill(pin);
        await page.getByRole('button', { name: 'Salir', exact: true }).click();
        await page.getByText('2 registros terminados esperan').waitFor();

        await context.setOffline(false);
        await page.getByRole('link', { name: /Por enviar/ }).click();
        // Nobody presses anything: it goes by itself when there is a signal.
        await page.getByText('Nada espera en este teléfono').waitFor();
        const arrived = [...journeys.api.world.capture.opened].filter(([hash]) => !before.has(hash)).map(([, one]) => one);
        expect(arrived.length).toBe(2);
        for (const one of arrived) {
            expect(Object.keys(one).sort()).toEqual(['pad', 'xml']);
            expect(one.xml).not.toMatch(/T\d\d:\d\d|deviceid|Pablo/i);
            expect(one.xml).toMatch(/<sede>105001000123<\/sede><ola>L0<\/ola>/);
        }
        expect(complaints).toEqual([]);
        await context.close();
    });

    it('someone may be in danger: the route is shown, and four facts leave', async () => {
        const { page, context } = await journeys.visit('phone');
        const before = new Set(journeys.api.world.capture.opened.keys());
        await enrol(page);
        await context.setOffline(true);
        await page.getByRole('link', { name: 'Llenar: Informe de visita' }).click();
        await page.getByLabel(/Código DANE/).fill('105001000123');
        await page.getByRole('link', { name: 'Alguien puede estar en peligro' }).click();
        await page.getByText('Llame a la Línea 141').waitFor();
        expect(await violations(page)).toEqual([]);
        expect(await small_targets(page)).toEqual([]);
        await picture(page, 'phone-es-danger');
        await page.getByRole('button', { name: 'Cerrar la constancia' }).click();
        await page.getByText('Falta este dato.').first().waitFor();
        await page.getByLabel('¿De qué se trata?').selectOption('amenaza');
        await page.getByLabel('¿A quién avisó?').selectOption('comisaria');
        await page.getByLabel('Número de recibo').fill('la niña dijo que');
        await page.getByText('Escriba solo el número').waitFor();
        await page.getByRole('button', { name: 'Cerrar la constancia' }).click();
        await page.getByLabel('Número de recibo').fill('CF-2026/118');
        await page.getByRole('button', { name: 'Cerrar la constancia' }).click();
        await page.getByText('Constancia cerrada').waitFor();
        // What was begun is still there.
        await page.getByRole('link', { name: 'Seguir' }).waitFor();
        await context.setOffline(false);
        await page.getByRole('link', { name: /Por enviar/ }).click();
        // Nobody presses anything: it goes by itself when there is a signal.
        await page.getByText('Nada espera en este teléfono').waitFor();
        const [arrived] = [...journeys.api.world.capture.opened].filter(([hash]) => !before.has(hash)).map(([, one]) => one);
        expect(Object.keys(arrived ?? {}).sort()).toEqual(['danger', 'pad']);
        expect(arrived?.danger).toMatchObject({ kind: 'amenaza', receiver: 'comisaria', receipt_number: 'CF-2026/118' });
        await context.close();
    });

    it('signing out, and another person after, leave what the server lacks where it is, and unseen', async () => {
        const { page, context } = await journeys.visit('phone');
        await enrol(page);
        await context.setOffline(true);
        await page.getByRole('link', { name: 'Llenar: Informe de visita' }).click();
        await page.getByLabel(/Código DANE/).fill('105001000123');
        await page.getByText('Guardado en este teléfono', { exact: true }).waitFor();
        await page.getByRole('link', { name: 'Mi cuenta' }).click();
        await page.getByText('borradores: 1').waitFor();
        expect(await violations(page)).toEqual([]);
        await page.getByRole('button', { name: 'Salir de Minka' }).click();
        await page.getByRole('heading', { name: 'Entrar' }).waitFor();
        await context.setOffline(false);
        await page.reload();
        await page.getByRole('heading', { name: 'Entrar' }).waitFor();
        await sign_in(page, 'ana');
        await page.goto(field());
        await page.getByRole('heading', { name: 'Prepare este teléfono' }).waitFor();
        expect(await page.getByText('105001000123').count()).toBe(0);
        await page.getByLabel('PIN').fill('otro pin');
        await page.getByRole('button', { name: 'Preparar' }).click();
        await page.getByText(/Paquete guardado/).waitFor();
        expect(await page.getByRole('link', { name: 'Seguir' }).count()).toBe(0);
        await page.goto(`${journeys.api.address}/account`);
        await page.getByRole('button', { name: 'Salir de Minka' }).click();
        await page.getByRole('heading', { name: 'Entrar' }).waitFor();
        await sign_in(page, 'pablo');
        await page.goto(field());
        await open_again(page);
        await page.getByRole('link', { name: 'Seguir' }).click();
        expect(await page.getByLabel(/Código DANE/).inputValue()).toBe('105001000123');
        await context.close();
    });

    it('every control takes an answer by keyboard and touch, in both languages of the form', async () => {
        const { page, context, complaints } = await journeys.visit('phone');
        const before = new Set(journeys.api.world.capture.opened.keys());
        await context.grantPermissions(['geolocation']);
        await context.setGeolocation({ latitude: 6.9077, longitude: -75.0764, accuracy: 12 });
        await enrol(page);
        await page.getByRole('link', { name: 'Llenar: Todos los controles' }).click();
        await page.getByRole('button', { name: 'Agregar otro' }).waitFor();
        await settled(page);
        expect(await violations(page)).toEqual([]);
        expect(await is_too_wide(page)).toBe(false);
        await picture(page, 'phone-es-controls');
        const question = (name: RegExp) => page.locator('.question').filter({ has: page.getByText(name) });
        await page.getByLabel(/^Texto/).first().fill('Hola');
        await page.getByLabel(/^Texto largo/).fill('Dos\nlíneas');
        await page.getByLabel(/^Entero/).fill('x');
        await page.getByText('Escriba un número.').waitFor();
        await page.getByLabel(/^Entero/).fill('12');
        await page.getByLabel(/^Entero/).blur();
        await page.getByText('Menos de diez.').waitFor();
        await page.getByLabel(/^Entero/).fill('7');
        await page.getByText('El doble es 14').waitFor();
        await page.getByLabel(/^Decimal/).fill('2,75');
        await page.getByLabel('Día', { exact: true }).fill('2026-11-20');
        await page.getByLabel(/^Mes/).fill('2026-03');
        await page.getByLabel(/^Año/).fill('1998');
        await page.getByLabel(/^Hora/).fill('07:45');
        await page.getByLabel(/^Día y hora/).fill('2026-11-20T08:30');
        await question(/^Una$/).getByRole('radio', { name: 'Sí' }).focus();
        await page.keyboard.press('Space');
        await page.getByLabel(/¿Por qué sí\?/).fill('Porque sí');
        await page.getByLabel(/^Una de la lista/).selectOption('no');
        await question(/^Una en fila$/).getByRole('radio', { name: 'Segundo' }).check();
        await question(/^Varias$/).getByRole('checkbox', { name: 'Primero' }).check();
        await question(/^Varias$/).getByRole('checkbox', { name: 'Tercero' }).check();
        await question(/^Rango corto$/).getByRole('radio', { name: '8' }).focus();
        await page.keyboard.press('Space');
        await question(/^Rango largo$/).getByRole('slider').fill('35');
        await question(/^Orden$/).getByRole('button', { name: 'Ordenar' }).click();
        await page.getByRole('button', { name: 'Subir Tercero' }).press('Enter');
        await page.getByRole('checkbox', { name: 'Leído' }).check();
        await question(/^Lugar$/).getByRole('button', { name: 'Tomar la ubicación' }).click();
        await page.getByText(/6,9077/).first().waitFor();
        const photo = await page.screenshot({ type: 'jpeg' });
        await question(/^Foto$/).locator('input[type=file]').setInputFiles({ name: 'IMG_20261120_074501.jpg', mimeType: 'image/jpeg', buffer: photo });
        await page.getByAltText('La foto elegida').first().waitFor();
        await question(/^Archivo$/).locator('input[type=file]').setInputFiles({ name: 'acta.txt', mimeType: 'text/plain', buffer: Buffer.from('acta') });
        await page.getByText('acta.txt').waitFor();
        const pad = page.locator('canvas');
        await pad.scrollIntoViewIfNeeded();
        const box = await pad.boundingBox();
        await page.mouse.move((box?.x ?? 0) + 40, (box?.y ?? 0) + 40);
        await page.mouse.down();
        await page.mouse.move((box?.x ?? 0) + 180, (box?.y ?? 0) + 90, { steps: 5 });
        await page.mouse.up();
        await page.getByRole('button', { name: 'Guardar el dibujo' }).click();
        await page.getByLabel(/^Código/).fill('7701234567890');
        await page.getByLabel(/^Nombre/).first().fill('Rosa');
        await page.getByRole('button', { name: 'Agregar otro' }).click();
        await page.getByLabel(/^Nombre/).nth(1).fill('Luz');
        await page.getByRole('button', { name: 'Agregar otro' }).click();
        await page.getByRole('button', { name: /^Quitar/ }).last().click();
        await page.getByLabel('Idioma del formulario').selectOption('English');
        await page.getByText('Long text').waitFor();
        expect(await violations(page)).toEqual([]);
        await picture(page, 'phone-es-controls-filled');

        // It comes back whole, photo and all.
        await page.getByText('Guardado en este teléfono', { exact: true }).waitFor();
        await page.getByRole('link', { name: 'Guardar y salir' }).click();
        await page.getByRole('link', { name: 'Seguir' }).click();
        await page.getByAltText('La foto elegida').first().waitFor();
        expect(await page.getByLabel(/^Decimal/).inputValue()).toBe('2,75');
        await to_the_end(page);
        await page.getByRole('button', { name: 'Cerrar y guardar' }).click();
        await page.getByText('Un registro terminado espera').waitFor();
        await page.getByRole('link', { name: /Por enviar/ }).click();
        await page.getByRole('button', { name: 'Enviar ahora' }).click();
        await page.getByText('Nada espera en este teléfono').waitFor();
        const [arrived] = [...journeys.api.world.capture.opened].filter(([hash]) => !before.has(hash)).map(([, one]) => one);
        const xml = arrived?.xml ?? '';
        for (const piece of ['<texto>Hola</texto>', '<entero>7</entero>', '<decimal>2.75</decimal>', '<doble>14</doble>', '<dia>2026-11-20</dia>', '<mes>2026-03-01</mes>', '<anio>1998-01-01</anio>', '<una>si</una>', '<una_lista>no</una_lista>', '<una_fila>dos</una_fila>', '<varias>uno tres</varias>', '<poco>8</poco>', '<mucho>35</mucho>', '<orden>uno tres dos</orden>', '<leido>OK</leido>', '<codigo>7701234567890</codigo>', '<nombre>Rosa</nombre>', '<nombre>Luz</nombre>']) {
            expect(xml).toContain(piece);
        }
        expect(xml).toMatch(/<hora>07:45:00/);
        expect(xml).toMatch(/<momento>2026-11-20T08:30:00\.000[+-]\d\d:\d\d</);
        expect(xml).toMatch(/<lugar>6\.9077\d* -75\.0764\d* /);
        expect(xml.match(/<persona>/g)?.length).toBe(2);
        expect(arrived?.files?.length).toBe(3);
        // The name the camera gave it, which tells the hour, does not travel; the name of a chosen file does.
        expect(arrived?.files?.map((file) => file.name).join()).not.toContain('IMG_2026');
        expect(complaints).toEqual([]);
        await context.close();
    });
});
