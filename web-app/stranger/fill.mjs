// Fills a form that @getodk/web-forms shows, as a person does: question by question, from what stands on the page.

/** What is answered to a question by the words of its label; others get what their kind of field takes. */
const by_kind = {
    text: 'Una respuesta de prueba, lo bastante larga.',
    number: '15',
};

const answer_to = (answers, label) => answers.find(([words]) => label.includes(words))?.[1];

async function fill_question(page, box, label, answers) {
    const wanted = answer_to(answers, label);
    const radios = box.locator('input[type="radio"]');
    if ((await radios.count()) > 0) {
        if (!(await radios.first().isVisible())) return; // the row of headings of a table
        const option = wanted === undefined ? radios.first() : box.getByLabel(wanted, { exact: true });
        await option.first().evaluate((one) => one.click());
        return;
    }
    const boxes = box.locator('input[type="checkbox"]');
    if ((await boxes.count()) > 0) {
        await boxes.first().evaluate((one) => one.click());
        return;
    }
    const list = box.locator('.p-select, .p-multiselect');
    if ((await list.count()) > 0) {
        await list.first().click();
        await page.locator('.p-select-option, .p-multiselect-option').first().click();
        await page.keyboard.press('Escape');
        return;
    }
    const slider = box.locator('[role="slider"]');
    if ((await slider.count()) > 0) {
        await slider.first().focus();
        await page.keyboard.press('ArrowRight');
        return;
    }
    const date = box.locator('.p-datepicker-input, .p-datepicker input');
    if ((await date.count()) > 0) {
        await date.first().click();
        await page.locator('.p-datepicker-day-cell[data-p-today="true"] .p-datepicker-day, .p-datepicker-today .p-datepicker-day').first().click();
        await page.keyboard.press('Escape');
        return;
    }
    const field = box.locator('textarea, input:not([type="file"]):not([type="hidden"])').first();
    if ((await field.count()) === 0) return;
    const is_number = (await field.getAttribute('inputmode')) === 'numeric' || (await field.getAttribute('role')) === 'spinbutton' || (await box.locator('.p-inputnumber').count()) > 0;
    await field.click();
    await field.press('Control+A');
    await page.keyboard.type(wanted ?? (is_number ? by_kind.number : by_kind.text));
    await field.blur();
}

/** Answers what is shown until nothing new appears, then sends. Returns how many questions were answered. */
export async function fill_and_send(page, answers) {
    const answered = new Set();
    for (let round = 0; round < 10; ++round) {
        const shown = await page.locator('.question-container').evaluateAll((all) => all.map((one) => [one.id, one.innerText.split('\n').filter((line) => line.trim() !== '' && line.trim() !== '*')[0] ?? '']));
        const fresh = shown.filter(([id]) => !answered.has(id));
        if (fresh.length === 0) break;
        for (const [id, label] of fresh) {
            answered.add(id);
            const box = page.locator(`[id="${id}"]`);
            if ((await box.count()) > 0) await fill_question(page, box, label, answers);
        }
    }
    await page.getByRole('button', { name: 'Send' }).click();
    await page.waitForFunction(() => globalThis.sent !== undefined || document.querySelector('.question-container.highlight') !== null, undefined, { timeout: 20_000 });
    const sent = await page.evaluate(() => globalThis.sent);
    if (sent === undefined) {
        const wrong = await page.locator('.question-container.highlight').evaluateAll((all) => all.map((one) => one.innerText.replaceAll('\n', ' | ')));
        throw new Error(`not valid: ${wrong.join(' ;; ')}`);
    }
    return { questions: answered.size, ...sent };
}
