import type { Browser } from 'playwright-core';
import { CookieClient } from './cookie_client';
import { open_page, settled, type OpenPage, type Size } from '../chromium';
import type { Programme, RealServer } from './real_server';

const own_password = 'tres piedras y un camino';

/** An account with a role in a programme. */
export interface DemoPerson {
    login: string;
    programme: Programme;
    role: string;
    territory?: string;
}

/** Opens an account as an administrator does on the console; on a server that runs, its owner chooses a password besides. */
export async function open_person(server: RealServer, person: DemoPerson): Promise<CookieClient> {
    const current = await server.open_account(person.login, `Persona ${person.login}`, person.programme, person.role, person.territory);
    const client = new CookieClient();
    await client.post_json(`${server.address}/api/v1/login`, { login: person.login, password: current });
    await client.post_json(`${server.address}/api/v1/me/password`, { current, fresh: own_password });
    return client;
}

/** "http://…/api/v1/programmes/ID" of the one programme that somebody has a role in. */
export async function programme_of(server: RealServer, client: CookieClient): Promise<string> {
    const me = (await (await client.ask(`${server.address}/api/v1/me`)).json()) as { grants: { programme: { id: string } }[] };
    return `${server.address}/api/v1/programmes/${me.grants[0]?.programme.id}`;
}

/** The browser of somebody who has just signed in. */
export async function enter(browser: Browser, server: RealServer, login: string, size: Size): Promise<OpenPage> {
    const opened = await open_page(browser, size);
    const { page } = opened;
    await page.goto(server.address);
    await page.getByLabel('Usuario', { exact: true }).fill(login);
    await page.getByLabel('Contraseña', { exact: true }).fill(own_password);
    await page.getByRole('button', { name: 'Entrar', exact: true }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/login'));
    await settled(page);
    return opened;
}
