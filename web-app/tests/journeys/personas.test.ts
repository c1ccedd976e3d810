import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { teams } from '../mock-api/teams';
import { picture, settled, violations, type Size } from '../chromium';
import { Journeys, sign_in } from './journeys';

let journeys: Journeys;
beforeAll(async () => {
    journeys = await Journeys.start();
});
afterAll(() => journeys.end());

describe('the specialist of a UGEL', () => {
    it.each<[Size, string, string]>([
        ['phone', 'ugel-aymaraes', 'UGEL Aymaraes'],
        ['desktop', 'ugel-huanta', 'UGEL Huanta'],
    ])('brings a team from none to work, step by step, on a %s', async (size, id, name) => {
        const { page, context, complaints } = await journeys.visit(size);
        await sign_in(page, 'rosa');
        await page.goto(`${journeys.api.address}/apostemos/ugels/${id}`);
        const dialog = page.getByRole('dialog');
        const button = (text: string) => page.getByRole('button', { name: text, exact: true });
        const act = async (text: string, fill?: () => Promise<void>): Promise<void> => {
            await button(text).click();
            await dialog.waitFor();
            await fill?.();
            await dialog.getByRole('button', { name: text, exact: true }).click();
            await dialog.waitFor({ state: 'detached' });
            await settled(page);
        };
        await page.getByText('Esta UGEL todavía no tiene equipo').waitFor();
        await act('Convocar');
        await button('Invitar').click();
        await dialog.getByRole('combobox', { name: 'Persona' }).fill('nelida');
        await dialog.getByRole('option').first().waitFor();
        await picture(page, `${size}-es-invite`, false);
        expect(await violations(page)).toEqual([]);
        await dialog.getByRole('option', { name: 'Nélida' }).click();
        await dialog.getByRole('button', { name: 'Invitar', exact: true }).click();
        await dialog.waitFor({ state: 'detached' });
        await button('Invitar más').click();
        await dialog.getByRole('combobox', { name: 'Persona' }).fill('nAupari');
        await dialog.getByRole('option', { name: 'Teófila' }).click();
        await dialog.getByRole('button', { name: 'Invitar', exact: true }).click();
        await dialog.waitFor({ state: 'detached' });
        await act('Anotar la aceptación', async () => void (await dialog.getByLabel('Quién aceptó').selectOption({ index: 1 })));
        await button('Anotar la aceptación más').click();
        await dialog.getByLabel('Quién aceptó').selectOption({ index: 1 });
        await dialog.getByRole('button', { name: 'Anotar la aceptación' }).click();
        await dialog.waitFor({ state: 'detached' });
        await act('Conformar');
        await act('Redactar la resolución');
        await button('Numerar la resolución').click();
        await dialog.getByLabel('Número', { exact: true }).fill('12');
        await dialog.getByRole('button', { name: 'Numerar la resolución' }).click();
        await dialog.getByText('Escriba cinco cifras').waitFor();
        await picture(page, `${size}-es-number`, false);
        expect(await violations(page)).toEqual([]);
        await dialog.getByLabel('Número', { exact: true }).fill('01301-2026');
        await dialog.getByRole('button', { name: 'Numerar la resolución' }).click();
        await dialog.waitFor({ state: 'detached' });
        await act('Registrar la firma', async () => {
            await dialog.getByLabel('Quién firma').fill('Dirección de la UGEL');
            await dialog.getByLabel('Vigente hasta').fill('2027-11-22');
            await dialog.getByLabel('Copia escaneada').setInputFiles({ name: 'rd.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') });
            await picture(page, `${size}-es-sign`, false);
        });
        await act('Notificar');
        await act('Poner en marcha');
        await page.getByText('En marcha', { exact: true }).waitFor();
        expect(teams.get(id)?.state).toBe('active');
        await page.getByRole('tab', { name: 'Resoluciones' }).click();
        await page.getByText('RD N.º 01301-2026').waitFor();
        await picture(page, `${size}-es-ugel-active`);
        await page.goto(`${journeys.api.address}/apostemos/teams`);
        await settled(page);
        expect(await page.getByRole('row', { name }).count()).toBeLessThanOrEqual(1);
        expect(complaints).toEqual([]);
        await context.close();
    });
});

describe('whoever looks after the register', () => {
    it('says that two people of one place are one, and undoes it', async () => {
        const { page, context, complaints } = await journeys.visit('phone');
        await sign_in(page, 'rosa');
        await page.goto(`${journeys.api.address}/apostemos/people`);
        await page.getByRole('link', { name: 'Ver posibles repetidas' }).click();
        await page.getByRole('button', { name: 'Son una; queda la primera: Nélida Huamaní Ccori' }).click();
        await picture(page, 'phone-es-merge', false);
        expect(await violations(page)).toEqual([]);
        await page.getByRole('dialog').getByRole('button', { name: 'Unir' }).click();
        await page.getByText('Nadie parece estar dos veces').waitFor();
        await page.goto(`${journeys.api.address}/apostemos/people/person-0`);
        await page.getByRole('button', { name: 'Separar a Nelida Huamani Ccori' }).click();
        await page.getByText('Unida con esta persona').waitFor({ state: 'detached' });
        expect(complaints).toEqual([]);
        await context.close();
    });
});

describe('the national directorate', () => {
    it('reads n of N with its trend, and comes to the list of the missing at any date', async () => {
        const { page, context, complaints } = await journeys.visit('desktop');
        await sign_in(page, 'lucia');
        await page.getByText(/\d+,\d % \(34\/48\)/).first().waitFor();
        await page.getByText('Ver como tabla').click();
        await page.getByRole('cell', { name: '9 / 48' }).waitFor();
        await page.getByRole('link', { name: 'Equipos' }).click();
        await page.getByLabel('A la fecha').fill('2025-12-31');
        await page.getByText('0,0 % (0/48)').first().waitFor();
        expect(page.url()).toContain('as_of=2025-12-31');
        await page.reload();
        await page.getByText('0,0 % (0/48)').first().waitFor();
        expect(await page.getByRole('row').count()).toBe(21);
        await page.getByRole('button', { name: 'Ver más' }).click();
        await expect.poll(() => page.getByRole('row').count()).toBe(41);
        // It may not act: the page of a UGEL is for reading.
        expect(complaints).toEqual([]);
        await context.close();
    });
});

describe('the regional coordinator', () => {
    it('finds Támesis without its accent, its schools and one of them, with the keyboard alone', async () => {
        const { page, context, complaints } = await journeys.visit('desktop');
        await sign_in(page, 'elena');
        await page.goto(`${journeys.api.address}/ser-mas-maestro/territories`);
        await settled(page);
        await page.getByRole('combobox', { name: 'Buscar un lugar' }).focus();
        await page.keyboard.type('tamesis');
        await page.getByRole('option', { name: 'Támesis' }).waitFor();
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: 'Támesis', level: 1 }).waitFor();
        await settled(page);
        expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
        await page.getByRole('link', { name: 'Ver sus escuelas' }).focus();
        await page.keyboard.press('Enter');
        await page.getByRole('link', { name: 'IE Rural' }).first().waitFor();
        expect(page.url()).toContain('territory=tamesis');
        const rows = await page.getByRole('row').count();
        await page.getByLabel('Zona').selectOption('urban');
        await expect.poll(() => page.getByRole('row').count()).toBeLessThan(rows);
        await page.getByRole('link', { name: 'IE Rural' }).first().focus();
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: 'Sedes' }).waitFor();
        await page.goBack();
        await expect.poll(() => page.getByLabel('Zona').inputValue()).toBe('urban');
        expect(complaints).toEqual([]);
        await context.close();
    });

    it('searches a school by what they remember of its name, on the phone', async () => {
        const { page, context } = await journeys.visit('phone');
        await sign_in(page, 'elena');
        await page.getByRole('link', { name: 'Escuelas' }).click();
        await page.getByLabel('Nombre o código').fill('PROGRESO');
        await page.getByText('15 escuelas').or(page.getByText('14 escuelas')).waitFor();
        await page.getByText('Filtrar por lugar').click();
        await picture(page, 'phone-es-schools-filtered', false);
        expect(await violations(page)).toEqual([]);
        await context.close();
    });
});

describe('the administrator', () => {
    it('gives a person an account and a role, and takes it away again', async () => {
        const { page, context, complaints } = await journeys.visit('phone');
        await sign_in(page, 'jorge');
        await page.getByRole('button', { name: 'Más' }).click();
        await picture(page, 'phone-es-more', false);
        expect(await violations(page)).toEqual([]);
        await page.getByRole('dialog').getByRole('link', { name: 'Cuentas' }).click();
        await page.getByRole('button', { name: 'Nueva cuenta' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('Nombre', { exact: true }).fill('Aurora Condori Lipa');
        await dialog.getByLabel('Usuario para entrar').fill('rosa');
        await dialog.getByRole('button', { name: 'Crear la cuenta' }).click();
        await dialog.getByText('Ya hay una cuenta con ese usuario.').waitFor();
        await dialog.getByLabel('Usuario para entrar').fill('aurora');
        await dialog.getByRole('button', { name: 'Crear la cuenta' }).click();
        await page.getByText('rio-luna-4821-maiz').waitFor();
        await picture(page, 'phone-es-account-created', false);
        expect(await violations(page)).toEqual([]);
        await page.getByRole('button', { name: 'Ya la anoté' }).click();
        await page.getByRole('button', { name: 'Dar un papel a Aurora Condori Lipa' }).click();
        await dialog.getByRole('combobox', { name: 'Territorio' }).fill('melgar');
        await dialog.getByRole('option', { name: 'UGEL Melgar' }).click();
        await picture(page, 'phone-es-grant', false);
        expect(await violations(page)).toEqual([]);
        await dialog.getByRole('button', { name: 'Dar un papel' }).click();
        const end = page.getByRole('button', { name: 'Quitar a Aurora Condori Lipa el papel: Especialista de inicial' });
        await end.click();
        await dialog.getByRole('heading', { name: 'Quitar a Aurora Condori Lipa el papel' }).waitFor();
        await dialog.getByRole('button', { name: 'Quitar' }).click();
        await end.waitFor({ state: 'detached' });
        expect(complaints).toEqual([]);
        await context.close();
    });

    it('changes from one programme to the other', async () => {
        const { page, context } = await journeys.visit('desktop');
        await sign_in(page, 'jorge');
        await page.getByRole('link', { name: 'Mi cuenta' }).click();
        await page.getByRole('link', { name: 'Abrir Ser Más Maestro' }).click();
        await page.waitForURL('**/ser-mas-maestro');
        await settled(page);
        // No teams in Colombia: the section is not there.
        expect(await page.getByRole('link', { name: 'Equipos' }).count()).toBe(0);
        await context.close();
    });
});
