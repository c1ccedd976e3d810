import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { picture, settled, violations } from '../chromium';
import { Journeys, sign_in } from './journeys';

let journeys: Journeys;
beforeAll(async () => {
    journeys = await Journeys.start();
});
afterAll(() => journeys.end());

/** Waits until the service worker holds the shell. */
async function shell_is_kept(page: Page): Promise<void> {
    await page.evaluate(async () => {
        await navigator.serviceWorker.ready;
        if (navigator.serviceWorker.controller === null) {
            await new Promise((taken) => navigator.serviceWorker.addEventListener('controllerchange', taken));
        }
    });
}

describe('with the network cut', () => {
    it('the shell opens, says that there is no connection, and holds nothing of a person', async () => {
        const { page, context } = await journeys.visit('phone');
        await sign_in(page, 'rosa');
        await shell_is_kept(page);
        await context.setOffline(true);
        await page.reload();
        await page.getByRole('heading', { name: 'Entrar' }).waitFor();
        await page.getByText('Sin conexión', { exact: true }).waitFor();
        const kept = await page.evaluate(async () => {
            const names = await caches.keys();
            const caches_of = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)));
            return caches_of.flat();
        });
        expect(kept).toContain('/');
        expect(kept.filter((path) => path.startsWith('/api/'))).toEqual([]);
        expect(await page.evaluate(() => Object.keys(localStorage).sort())).toEqual(['minka.language', 'minka.user']);
        await picture(page, 'phone-es-offline-door');
        await context.close();
    });

    it('what was seen is read after the PIN, with its date; the rest says that it is not here', async () => {
        const { page, context } = await journeys.visit('phone');
        await sign_in(page, 'rosa');
        await shell_is_kept(page);
        await page.goto(`${journeys.api.address}/account`);
        await page.getByLabel('PIN').fill('12');
        await page.getByRole('button', { name: 'Guardar en este teléfono' }).click();
        await page.getByText('El PIN tiene al menos 6').waitFor();
        await page.getByLabel('PIN').fill('luna 48');
        await page.getByRole('button', { name: 'Guardar en este teléfono' }).click();
        await page.getByText('Listo: desde ahora se guarda lo que abra.').waitFor();
        // Within the app, as a thumb does: a new load would close the store.
        await page.getByRole('link', { name: 'Inicio' }).click();
        await settled(page);
        await page.getByRole('link', { name: 'Equipos' }).click();
        await settled(page);
        await page.getByRole('link', { name: 'UGEL Aymaraes' }).click();
        await settled(page);
        await page.goto(`${journeys.api.address}/account`);
        await page.getByText('Hay copias guardadas aquí').waitFor();
        await page.getByLabel('PIN').fill('luna 48');
        await page.getByRole('button', { name: 'Abrir con el PIN' }).click();
        await page.getByText(/Hay \d páginas guardadas aquí, cifradas/).waitFor();
        await picture(page, 'phone-es-this-phone');

        await context.setOffline(true);
        await page.goto(`${journeys.api.address}/apostemos`);
        await page.getByRole('heading', { name: 'Sin conexión' }).waitFor();
        expect(await violations(page)).toEqual([]);
        await picture(page, 'phone-es-locked');
        await page.getByLabel('PIN').fill('sol 9999');
        await page.getByRole('button', { name: 'Abrir lo guardado' }).click();
        await page.getByText('Ese PIN no abre. Quedan 7 intentos').waitFor();
        await page.getByLabel('PIN').fill('luna 48');
        await page.getByRole('button', { name: 'Abrir lo guardado' }).click();
        await page.getByRole('heading', { name: 'Hola, Rosa' }).waitFor();
        await settled(page);
        await page.getByText(/Copia guardada en este teléfono el/).waitFor();
        expect(await violations(page)).toEqual([]);
        await picture(page, 'phone-es-offline-home');

        await page.getByRole('link', { name: 'Equipos' }).click();
        await page.getByRole('link', { name: 'UGEL Aymaraes' }).click();
        await page.getByText('Esta UGEL todavía no tiene equipo').waitFor();
        // An old copy offers no act: what it would rest on may have changed.
        expect(await page.getByRole('button', { name: 'Convocar' }).count()).toBe(0);

        await page.getByRole('link', { name: 'Escuelas' }).click();
        await page.getByText('Esta página no está guardada en este teléfono').waitFor();
        expect(await violations(page)).toEqual([]);
        await picture(page, 'phone-es-offline-missing');

        await context.setOffline(false);
        await page.getByRole('link', { name: 'IEI' }).first().waitFor();
        expect(await page.getByText('Sin conexión').count()).toBe(0);
        await context.close();
    });

    it('an act is refused in words and not queued', async () => {
        const { page, context } = await journeys.visit('phone');
        await sign_in(page, 'rosa');
        await page.goto(`${journeys.api.address}/apostemos/ugels/ugel-angaraes`);
        await settled(page);
        const before = await page.getByRole('button', { name: /Convocar|Invitar/ }).first().textContent();
        await page.getByRole('button', { name: /Convocar|Invitar/ }).first().click();
        await page.getByRole('dialog').waitFor();
        await context.setOffline(true);
        await page.getByRole('dialog').getByLabel('Día').fill('2026-11-20');
        await page.getByRole('dialog').getByRole('button', { name: /Convocar|Invitar/ }).click();
        await page.getByText('Sin conexión: no se guardó nada').waitFor();
        expect(await violations(page)).toEqual([]);
        await picture(page, 'phone-es-offline-act', false);
        await context.setOffline(false);
        await page.getByRole('dialog').getByRole('button', { name: 'Cancelar' }).click();
        expect(await page.getByRole('button', { name: /Convocar|Invitar/ }).first().textContent()).toBe(before);
        await context.close();
    });

    it('signing out removes what the phone kept, also without a signal', async () => {
        const { page, context } = await journeys.visit('phone');
        await sign_in(page, 'rosa');
        await shell_is_kept(page);
        await page.getByRole('link', { name: 'Mi cuenta' }).click();
        await page.getByLabel('PIN').fill('luna 48');
        await page.getByRole('button', { name: 'Guardar en este teléfono' }).click();
        await page.getByText('Listo').waitFor();
        const stores = (): Promise<number> => page.evaluate(async () => (await indexedDB.databases()).length);
        expect(await stores()).toBe(1);
        await context.setOffline(true);
        await page.getByRole('button', { name: 'Salir de Minka' }).click();
        await page.getByRole('heading', { name: 'Entrar' }).waitFor();
        expect(await stores()).toBe(0);
        expect(journeys.api.world.sessions.size).toBeGreaterThan(0);
        const open_before = journeys.api.world.sessions.size;
        await context.setOffline(false);
        await page.reload();
        await page.getByRole('heading', { name: 'Entrar' }).waitFor();
        expect(journeys.api.world.sessions.size).toBe(open_before - 1);
        await context.close();
    });
});
