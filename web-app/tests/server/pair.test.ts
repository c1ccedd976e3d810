import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FieldPair, programme, titles } from './field_pair';
import { has_browser, picture, sizes, violations } from '../chromium';

describe.skipIf(!has_browser)('a pair without a signal, on the server itself', () => {
    let field: FieldPair;
    beforeAll(async () => {
        field = await FieldPair.start();
    }, 240_000);
    afterAll(() => field?.end());

    it('enrols, fills a report and a sheet each, exchanges seals letter by letter, agrees, and comes home', async () => {
        const [ana, pablo] = [await field.enrolled('ana'), await field.enrolled('pablo')];
        await field.report_visit(ana.page, Date.now());
        await field.observe(ana.page, 'A', { preguntas: '3', trato: '2' }, 'e-1');
        await ana.page.getByRole('heading', { name: 'Comparar con su pareja' }).waitFor();
        await field.observe(pablo.page, 'B', { preguntas: '1', trato: '2' }, 'E-1');
        await pablo.page.getByRole('heading', { name: 'Comparar con su pareja' }).waitFor();
        expect(await violations(ana.page)).toEqual([]);
        await picture(ana.page, 'pair-seal');

        // A reload in between loses nothing, and one's own seal is no partner's.
        const seals = [await field.code_on(ana.page), await field.code_on(pablo.page)] as const;
        await ana.page.reload();
        await ana.page.getByRole('heading', { name: 'Sin conexión' }).waitFor();
        await field.unlock(ana.page);
        await ana.page.getByLabel('Sello de su pareja').fill(seals[0]);
        await ana.page.getByRole('button', { name: 'Guardar el sello' }).click();
        await ana.page.getByText('Ese es el sello de su propia hoja').waitFor();
        await ana.page.getByLabel('Sello de su pareja').fill(seals[1].toLowerCase());
        await ana.page.getByRole('button', { name: 'Guardar el sello' }).click();
        await pablo.page.getByLabel('Sello de su pareja').fill(seals[0]);
        await pablo.page.getByRole('button', { name: 'Guardar el sello' }).click();
        await ana.page.getByRole('heading', { name: 'Ahora sí: muestre sus códigos' }).waitFor();
        await pablo.page.getByRole('heading', { name: 'Ahora sí: muestre sus códigos' }).waitFor();
        await picture(pablo.page, 'pair-opening');
        const openings = [await field.code_on(ana.page), await field.code_on(pablo.page)] as const;
        for (const [page, opening] of [[ana.page, openings[1]], [pablo.page, openings[0]]] as const) {
            await page.getByLabel('Códigos de su pareja').fill(opening);
            await page.getByRole('button', { name: 'Comparar', exact: true }).click();
            await page.getByText('Una práctica se aparta más de un punto').waitFor();
        }
        expect(await violations(ana.page)).toEqual([]);
        await picture(ana.page, 'pair-compared');

        await ana.page.getByRole('link', { name: 'Llenar el consenso' }).click();
        await ana.page.getByLabel(/Código del episodio/).waitFor();
        expect(await ana.page.getByLabel(/Código del episodio/).inputValue()).toBe('E-1');
        for (let step = 0; step < 30 && (await ana.page.getByRole('heading', { name: 'Listo para cerrar' }).count()) === 0; step += 1) {
            await field.next(ana.page);
            if ((await ana.page.getByText('¿En qué quedan?').count()) === 0) continue;
            const is_apart = (await ana.page.locator('.area').innerText()).includes(titles['preguntas'] ?? '');
            await ana.page.getByRole('radio', { name: is_apart ? '2' : 'No se dio la ocasión', exact: true }).check();
            if (is_apart) await ana.page.getByLabel(/^Razón/).fill('Una pregunta propia, que el grupo no retomó.');
            if (is_apart) await picture(ana.page, 'pair-consensus');
        }
        await field.seal(ana.page);
        await pablo.page.getByRole('button', { name: 'Ya comparamos: borrar de este teléfono' }).click();
        await pablo.page.getByRole('link', { name: 'Alguien puede estar en peligro' }).click();
        await pablo.page.getByLabel('¿De qué se trata?').selectOption('amenaza');
        await field.choose_at(pablo.page, /¿A quién avisó\?/, 1);
        await pablo.page.getByLabel('Número de recibo').fill('CF-2026/118');
        await pablo.page.getByRole('button', { name: 'Cerrar la constancia' }).click();
        await pablo.page.getByText('Constancia cerrada').waitFor();

        // Ana has a signal first: her sheet alone is here, and nobody sees it.
        await ana.context.setOffline(false);
        await ana.page.goto(`${field.server.address}/${programme}/capture/queue`);
        await ana.page.locator('.what.done').nth(3).waitFor({ timeout: 30_000 });
        await ana.page.getByText('Nada espera en este teléfono').waitFor();
        const before = await (await field.coordinator.ask(`${field.base}/observations/E-1`)).text();
        expect(JSON.parse(before)).toMatchObject({ is_open: false, practices: [], episode: { state: 'waiting', has_consensus: true } });
        for (const path of ['/observations', '/observations/E-1/page', '/home']) expect(await (await field.coordinator.ask(field.base + path)).text()).not.toContain('SECRETO');
        expect(before).not.toContain('SECRETO');

        await pablo.context.setOffline(false);
        await pablo.page.goto(`${field.server.address}/${programme}/capture/queue`);
        await pablo.page.locator('.what.done').nth(2).waitFor({ timeout: 30_000 });
        await pablo.page.getByText('Nada espera en este teléfono').waitFor();
        const desk = await field.browser.newContext({ viewport: sizes.desktop, locale: 'es-CO' });
        const page = await desk.newPage();
        await field.sign_in(page, 'coordina');
        await page.goto(`${field.server.address}/${programme}/observations`);
        await page.getByText('Con consenso').last().waitFor();
        await page.getByText('Los sellos de los dos teléfonos coinciden').waitFor();
        expect(await violations(page)).toEqual([]);
        await picture(page, 'observations-desktop');
        await page.getByRole('link', { name: 'Episodio E-1' }).click();
        await page.getByText('Razón: Una pregunta propia').waitFor();
        expect(await page.getByText('SECRETO-A').count()).toBeGreaterThan(0);
        expect(await page.getByText('SECRETO-B').count()).toBeGreaterThan(0);
        expect(await violations(page)).toEqual([]);
        await picture(page, 'observation-desktop');
        await page.setViewportSize(sizes.phone);
        await picture(page, 'observation-phone');
        const [paper] = await Promise.all([desk.waitForEvent('page'), page.getByRole('link', { name: 'Abrir para imprimir' }).click()]);
        await paper.waitForLoadState();
        const text = (await paper.locator('body').textContent()) ?? '';
        expect(text).toContain('Lo que vimos en su clase');
        for (const practice of ['Preguntas de estudiantes', 'Trato y escucha']) expect(text).toContain(practice);
        await page.goto(`${field.server.address}/${programme}/observers`);
        await page.getByText('no ha declarado códigos maestros').waitFor();
        expect(await violations(page)).toEqual([]);
        await picture(page, 'observers-phone');
        const visit = (await (await field.coordinator.ask(`${field.base}/visits/${field.chosen.visit}`)).json()) as { visit: { state: string; outcome?: string } };
        expect(visit.visit).toMatchObject({ state: 'reported', outcome: 'held' });
        // What the phone said of danger is read by the director, and by nobody of the two above.
        expect((await field.coordinator.ask(`${field.base}/danger-notices`)).status).toBe(403);
        const director = await field.browser.newContext({ viewport: sizes.phone, locale: 'es-CO', hasTouch: true });
        const notices = await director.newPage();
        await field.sign_in(notices, 'dirige');
        await notices.goto(`${field.server.address}/${programme}/danger`);
        await notices.getByText('Recibo: CF-2026/118').waitFor();
        expect(await violations(notices)).toEqual([]);
        await picture(notices, 'danger-notices-phone');
        await notices.setViewportSize(sizes.desktop);
        await picture(notices, 'danger-notices-desktop');
        expect((await field.count_records()).heard).toBe(2);
        expect([...ana.complaints, ...pablo.complaints]).toEqual([]);
        for (const context of [ana.context, pablo.context, desk, director]) await context.close();
    }, 240_000);
});
