import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { open_browser, open_page, settled, type OpenPage, type Size } from '../chromium';
import { password } from '../mock-api/accounts';
import { start_mock_api, type MockApi } from '../mock-api/mock_api';

const app_folder = fileURLToPath(new URL('../../dist', import.meta.url));

/** A server with invented people, and a real Chromium in front of it. */
export class Journeys {
    private constructor(
        readonly api: MockApi,
        private readonly browser: Browser,
    ) {}

    static async start(): Promise<Journeys> {
        return new Journeys(await start_mock_api(app_folder), await open_browser());
    }

    async visit(size: Size, dark = false): Promise<OpenPage> {
        const opened = await open_page(this.browser, size, dark);
        await opened.page.goto(this.api.address);
        await opened.page.getByRole('heading', { level: 1 }).waitFor();
        return opened;
    }

    async end(): Promise<void> {
        await this.browser.close();
        await this.api.close();
    }
}

export async function sign_in(page: Page, login: string): Promise<void> {
    await page.getByLabel('Usuario', { exact: true }).fill(login);
    await page.getByLabel('Contraseña', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Entrar' }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/login'));
    await settled(page);
}
