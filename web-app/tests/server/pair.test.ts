import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FieldPair, pin, programme, titles } from './field_pair';
import { has_browser, picture, sizes, violations } from '../chromium';

describe.skipIf(!has_browser)('a pair without a signal, on the server itself', () => {
    let field: FieldPair;
    beforeAll(async () => {
        field = await FieldPair.start();
    }, 240_000);
    afterAll(() => field?.end());

    // Left out until the film of the camera is read here: the exchange letter by letter, as far as it, passes.
    it.skip('enrols, fills a report and a sheet each, exchanges seals letter by letter, agrees, and comes home', async () => {
        const office = await field.figures();
        const [ana, pablo] = [await field.enrolled('ana'), await field.enrolled('pablo')];
        const tablet = await field.enrolled('pablo');
        await field.report_visit(ana.page, Date.now());
        await tablet.page.getByRole('link', { name: /Pasar la tableta/ }).click();
        for (const marked of [0, 0, 1, 1, 3, 3, undefined]) await field.answer_on_tablet(tablet.page, marked);
        await picture(tablet.page, 'kiosk-next');
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
        // The other way the camera reads it, without a signal: first its own picture by mistake, then the partner's.
        await field.read_with_camera(pablo.page, /Sello de su hoja/, pablo.page);
        await pablo.page.getByText('Ese código es de otro episodio, o de su propio teléfono').waitFor();
        await field.read_with_camera(ana.page, /Sello de su hoja/, pablo.page);
        await ana.page.getByRole('heading', { name: 'Ahora sí: muestre sus códigos' }).waitFor();
        await pablo.page.getByRole('heading', { name: 'Ahora sí: muestre sus códigos' }).waitFor();
        await picture(pablo.page, 'pair-opening');
        const opening = await field.code_on(ana.page);
        await field.read_with_camera(pablo.page, /Sus códigos/, ana.page);
        await ana.page.getByText('Una práctica se aparta más de un punto').waitFor();
        await pablo.page.getByLabel('Códigos de su pareja').fill(opening);
        await pablo.page.getByRole('button', { name: 'Comparar', exact: true }).click();
        await pablo.page.getByText('Una práctica se aparta más de un punto').waitFor();
        expect(await violations(ana.page)).toEqual([]);
        await picture(ana.page, 'pair-compared');

        await ana.page.getByRole('link', { name: 'Llenar el consenso' }).click();
        await ana.page.getByLabel(/Código del episodio/).waitFor();
        expect(await ana.page.getByLabel(/Código del episodio/).inputValue()).toBe('E-1');
        await field.next(ana.page);
        const apart = ana.page.getByRole('checkbox', { name: 'Preguntas de estudiantes' });
        expect(await apart.isChecked()).toBe(true);
        await apart.click();
        await ana.page.waitForFunction(() => [...document.querySelectorAll('input:checked')].length === 1);
        expect(await apart.isChecked()).toBe(true);
        await picture(ana.page, 'pair-consensus-apart');
        for (let step = 0; step < 30 && (await ana.page.getByRole('heading', { name: 'Listo para cerrar' }).count()) === 0; step += 1) {
            await field.next(ana.page);
            if ((await ana.page.getByText('¿En qué quedan?').count()) === 0) continue;
            const is_apart = (await ana.page.locator('.area').innerText()).includes(titles['preguntas'] ?? '');
            await ana.page.getByRole('radio', { name: is_apart ? '2' : 'No se dio la ocasión', exact: true }).check();
            if (!is_apart) continue;
            // The sheets lie apart here: without a reason the form goes no further.
            await field.next(ana.page);
            await ana.page.getByText('Escriban la razón: aquí se apartaban más de un punto.').waitFor();
            expect(await violations(ana.page)).toEqual([]);
            await picture(ana.page, 'pair-consensus-reason');
            await ana.page.getByLabel(/^Razón/).fill('Una pregunta propia, que el grupo no retomó.');
            await picture(ana.page, 'pair-consensus');
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
        await tablet.page.getByRole('button', { name: 'Salir (con PIN)' }).click();
        await tablet.page.getByLabel('PIN').fill(pin);
        await tablet.page.getByRole('button', { name: 'Salir', exact: true }).click();
        await tablet.context.setOffline(false);
        await tablet.page.goto(`${field.server.address}/${programme}/capture/queue`);
        await tablet.page.locator('.what.done').nth(6).waitFor({ timeout: 30_000 });

        // Visits held, the index and what returns to the school have changed, and each says where it comes from.
        const now = await field.figures();
        expect(now.held).toBe(office.held + 1);
        expect(now.responses).toBe(office.responses + 6);
        expect(now.index).not.toBe(office.index);
        expect(now.school).not.toBe(office.school);
        const desk = await field.browser.newContext({ viewport: sizes.desktop, locale: 'es-CO' });
        const page = await desk.newPage();
        await field.sign_in(page, 'coordina');
        await page.goto(`${field.server.address}/${programme}/cycles/${field.chosen.cycle}`);
        await page.getByRole('button', { name: '¿De dónde sale? Las visitas, una por una' }).click();
        await page.getByText(/1 con informe del campo/).waitFor();
        const [report] = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(await page.getByText(/^Entrega: /).first().innerText()) ?? [];
        await page.getByRole('button', { name: '¿De dónde sale? Las entregas de esta toma' }).last().click();
        await page.getByText(/Hojas anónimas del formulario minka-school-environment-student/).waitFor();
        expect(await violations(page)).toEqual([]);
        await picture(page, 'cycle-sources-desktop');
        await page.setViewportSize(sizes.phone);
        await picture(page, 'cycle-sources-phone');
        await page.setViewportSize(sizes.desktop);
        await page.goto(`${field.server.address}/${programme}/visits/${field.chosen.visit}`);
        await page.getByText(`Entrega: ${report}`).waitFor();
        await page.getByText('Una persona de la lista asistió').waitFor();
        await picture(page, 'visit-reports');
        await page.goto(`${field.server.address}/${programme}/schools/${field.chosen.school}/return`);
        await page.getByRole('heading', { name: 'De dónde salen estas cifras' }).waitFor({ timeout: 60_000 });
        await page.getByRole('button', { name: '¿De dónde sale? Las visitas, una por una' }).click();
        await page.getByText(`Entrega: ${report}`).waitFor();
        expect(await violations(page)).toEqual([]);
        await picture(page, 'school-return-sources');
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
        expect([...ana.complaints, ...pablo.complaints, ...tablet.complaints]).toEqual([]);
        for (const context of [ana.context, pablo.context, tablet.context, desk, director]) await context.close();
    }, 400_000);

    it('goes out again on the same demo: the visit that was reported is over, the next one is on the phone', async () => {
        const { page, context, complaints } = await field.enrolled('ana');
        await page.getByRole('link', { name: 'Llenar: Informe de visita' }).click();
        await page.getByLabel(/¿Cuál visita\?/).waitFor();
        expect(await page.getByLabel(/¿Cuál visita\?/).locator('option').count()).toBe(2);
        await picture(page, 'second-trip');
        expect(complaints).toEqual([]);
        await context.close();
    }, 120_000);

    it('a sheet whose partner never comes is opened by two named people alone, on screen', async () => {
        const phone = await field.enrolled('ana');
        await field.observe(phone.page, 'A', { preguntas: '3' }, 'E-9');
        await phone.context.setOffline(false);
        await phone.page.goto(`${field.server.address}/${programme}/capture/queue`);
        await phone.page.getByText('Nada espera en este teléfono').waitFor({ timeout: 30_000 });
        await phone.context.close();
        const desk = await field.browser.newContext({ viewport: sizes.phone, locale: 'es-CO', hasTouch: true });
        const page = await desk.newPage();
        await field.sign_in(page, 'coordina');
        await page.goto(`${field.server.address}/${programme}/observations/E-9`);
        await page.getByRole('heading', { name: 'Todavía nadie la ve' }).waitFor();
        expect(await page.getByText('SECRETO').count()).toBe(0);
        await page.getByRole('button', { name: 'Abrir la hoja sola' }).click();
        await page.getByLabel('Por qué no llega la otra hoja').fill('El teléfono se perdió en el río.');
        const send = page.getByRole('dialog').getByRole('button', { name: 'Abrir la hoja sola' });
        await send.click();
        await page.getByText('Busque a la persona y elíjala de la lista.').first().waitFor();
        expect(await violations(page)).toEqual([]);
        await field.choose_person(page, 'Primera persona que responde', 0);
        await field.choose_person(page, 'Segunda persona que responde', 1);
        await picture(page, 'release-dialog');
        await send.click();
        await page.getByText('Una sola hoja, abierta por dos personas').waitFor();
        await page.getByText(/SECRETO-A/).first().waitFor();
        expect(await page.getByText(/El teléfono se perdió en el río/).count()).toBeGreaterThan(0);
        await picture(page, 'released-phone');
        await desk.close();
    }, 120_000);

    it('nobody goes to observe before they coded as a master does, or two people answered for why', async () => {
        const file = await field.server.write_file('maestro.csv', 'episode,practice,code\nv1,preguntas,2\nv1,trato,1\nv1,arte,0\nv2,preguntas,3\nv2,trato,2\n');
        await field.server.stop();
        await field.server.minka('observation', 'master', file, '--on', '2026-01-15', '--programme', programme);
        await field.server.serve();
        const desk = await field.browser.newContext({ viewport: sizes.phone, locale: 'es-CO', hasTouch: true });
        const page = await desk.newPage();
        await field.sign_in(page, 'coordina');
        await page.goto(`${field.server.address}/${programme}/observers`);
        await page.getByText('Códigos maestros 1').waitFor();
        const none = page.getByText('Sin certificado', { exact: true });
        const before = await none.count();
        expect(before).toBeGreaterThan(1);
        await page.getByRole('button', { name: /Comparar sus códigos/ }).first().click();
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('button', { name: 'Comparar', exact: true }).click();
        await page.getByText('Falta la tabla con sus códigos.').waitFor();
        const table = (text: string) => ({ name: 'codigos.csv', mimeType: 'text/csv', buffer: Buffer.from(`episode,practice,code\n${text}`) });
        // Two of five lie more than a point away: 60 %.
        await dialog.locator('input[type=file]').setInputFiles(table('v1,preguntas,0\nv1,trato,1\nv1,arte,2\nv2,preguntas,3\nv2,trato,3\n'));
        await dialog.getByRole('button', { name: 'Comparar', exact: true }).click();
        await page.getByText(/No alcanzó el 80 %/).waitFor();
        await page.getByText('A lo más a un punto: 3 de 5. Iguales: 2 de 5.').waitFor();
        await page.getByRole('button', { name: /Comparar sus códigos/ }).first().click();
        await dialog.locator('input[type=file]').setInputFiles(table('v1,preguntas,3\nv1,trato,1\nv1,arte,1\nv2,preguntas,3\nv2,trato,3\n'));
        await dialog.getByRole('button', { name: 'Comparar', exact: true }).click();
        await page.getByText(/Con certificado hasta el/).waitFor();
        await page.getByRole('button', { name: /Dejar ir sin certificado/ }).last().click();
        await dialog.getByLabel('Por qué').fill('Entra a reemplazar y acompaña a quien sí lo tiene.');
        await field.choose_person(page, 'Primera persona que responde', 0);
        await field.choose_person(page, 'Segunda persona que responde', 1);
        expect(await violations(page)).toEqual([]);
        await picture(page, 'waiver-dialog');
        await dialog.getByRole('button', { name: 'Dejar ir sin certificado' }).click();
        await page.getByText(/Con excepción hasta el .*Entra a reemplazar/).waitFor();
        await picture(page, 'observers-standing');
        await desk.close();
    }, 120_000);
});
