import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { password } from '../mock-api/accounts';
import { picture, settled, violations } from '../chromium';
import { Journeys, sign_in } from './journeys';

let journeys: Journeys;
beforeAll(async () => {
    journeys = await Journeys.start();
});
afterAll(() => journeys.end());

describe('the door', () => {
    it('says what was wrong in words, and after too many attempts how long to wait', async () => {
        const { page, context } = await journeys.visit('phone');
        for (let attempt = 1; attempt <= 5; attempt += 1) {
            await page.getByLabel('Usuario', { exact: true }).fill('rosa');
            await page.getByLabel('Contraseña', { exact: true }).fill('otra cosa');
            await page.getByRole('button', { name: 'Entrar' }).click();
            await page.getByRole('alert').waitFor();
            await settled(page);
        }
        expect(await page.getByRole('alert').textContent()).toBe('Demasiados intentos. Espere 2 min e intente otra vez.');
        expect(await violations(page)).toEqual([]);
        await picture(page, 'phone-es-login-wrong');
        await context.close();
    });

    it('asks for the code of the second device, and takes only the right one', async () => {
        const { page, context } = await journeys.visit('phone');
        await page.getByLabel('Usuario', { exact: true }).fill('codigo');
        await page.getByLabel('Contraseña', { exact: true }).fill(password);
        await page.getByRole('button', { name: 'Entrar' }).click();
        await page.getByLabel('Código de seis cifras').fill('000000');
        await page.getByRole('button', { name: 'Entrar' }).click();
        await page.getByText('Ese código no es correcto').waitFor();
        await page.getByLabel('Código de seis cifras').fill('123456');
        await page.getByRole('button', { name: 'Entrar' }).click();
        await page.getByRole('heading', { name: 'Hola, Iván' }).waitFor();
        await context.close();
    });

    it('opens to a person who was given a password only after they chose their own', async () => {
        const { page, context } = await journeys.visit('phone');
        await sign_in(page, 'nueva');
        await page.getByRole('heading', { name: 'Su propia contraseña' }).waitFor();
        await page.goto(`${journeys.api.address}/apostemos/teams`);
        await page.getByRole('heading', { name: 'Su propia contraseña' }).waitFor();
        await page.getByLabel('Contraseña de ahora').fill(password);
        await page.getByLabel('Contraseña nueva').fill('corta');
        await page.getByLabel('La nueva, otra vez').fill('corta');
        await page.getByRole('button', { name: 'Guardar la contraseña' }).click();
        await page.getByText('Le faltan letras').waitFor();
        await picture(page, 'phone-es-password');
        expect(await violations(page)).toEqual([]);
        await page.getByLabel('Contraseña nueva').fill('maíz azul sobre la mesa');
        await page.getByLabel('La nueva, otra vez').fill('maíz azul sobre la mesa');
        await page.getByRole('button', { name: 'Guardar la contraseña' }).click();
        await page.getByRole('heading', { name: 'Hola, Carmen' }).waitFor();
        await context.close();
    });

    it('tells a person without a role whom to ask', async () => {
        const { page, context } = await journeys.visit('phone');
        await sign_in(page, 'sola');
        await page.getByText('Su usuario es: sola').waitFor();
        expect(await violations(page)).toEqual([]);
        await context.close();
    });

    it('leads back to the page that was asked for, and never to another site', async () => {
        const { page, context } = await journeys.visit('desktop');
        await page.goto(`${journeys.api.address}/apostemos/teams?stage=form_teams`);
        await sign_in(page, 'rosa');
        expect(new URL(page.url()).search).toBe('?stage=form_teams');
        await page.goto(`${journeys.api.address}/account`);
        await page.getByRole('button', { name: 'Salir de Minka' }).click();
        await page.waitForURL('**/login**');
        await page.goto(`${journeys.api.address}/login?to=//example.org/`);
        await sign_in(page, 'rosa');
        expect(new URL(page.url()).origin).toBe(journeys.api.address);
        await context.close();
    });

    it('is reached also when the server fails, and a screen says what the server said with a way to try again', async () => {
        const { page, context } = await journeys.visit('phone');
        await sign_in(page, 'rosa');
        journeys.api.world.broken = true;
        await page.getByRole('link', { name: 'Equipos' }).click();
        await page.getByText('El disco del servidor está lleno').waitFor();
        expect(await violations(page)).toEqual([]);
        await picture(page, 'phone-es-server-failed');
        await page.reload();
        await page.getByRole('heading', { name: 'Entrar' }).waitFor();
        journeys.api.world.broken = false;
        await page.reload();
        await page.getByRole('link', { name: 'UGEL Aymaraes' }).waitFor();
        await context.close();
    });

    it('closes when the session ends on the server, and says so by asking to sign in', async () => {
        const { page, context } = await journeys.visit('desktop');
        await sign_in(page, 'rosa');
        journeys.api.world.sessions.clear();
        await page.getByRole('link', { name: 'Personas', exact: true }).click();
        await page.getByRole('heading', { name: 'Entrar' }).waitFor();
        expect(page.url()).toContain('to=/apostemos/people');
        await context.close();
    });
});
