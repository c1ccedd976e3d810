import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const program = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const pictures = fileURLToPath(new URL('../screenshots', import.meta.url));
const axe_source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Without Chromium the journeys over a server are skipped, and vitest says so. */
export const has_browser = existsSync(program);

export const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1440, height: 900 } } as const;
export type Size = keyof typeof sizes;

export interface OpenPage {
    page: Page;
    context: BrowserContext;
    /** What the browser complained about: scripts that failed, rules of the security policy that were broken. */
    complaints: string[];
    close: () => Promise<void>;
}

/** With a film for the camera of each phone (see camera_film.ts), where one is given. */
export const open_browser = (film?: string): Promise<Browser> =>
    chromium.launch({
        executablePath: program,
        args: ['--no-sandbox', '--lang=es-PE', ...(film === undefined ? [] : ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${film}`])],
    });

export async function open_page(browser: Browser, size: Size, dark = false): Promise<OpenPage> {
    const context = await browser.newContext({
        viewport: sizes[size],
        locale: 'es-PE',
        hasTouch: size === 'phone',
        deviceScaleFactor: size === 'phone' ? 2 : 1,
        colorScheme: dark ? 'dark' : 'light',
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (problem) => complaints.push(String(problem)));
    page.on('console', (line) => {
        // A request that was refused is part of a journey; a script or a rule that was broken never is.
        if (line.type() === 'error' && !line.text().startsWith('Failed to load resource')) complaints.push(line.text());
        if (line.type() === 'warning') complaints.push(line.text());
    });
    return { page, context, complaints, close: () => context.close() };
}

/**
 * Waits until nothing on the page is on its way, and stays so. Chromium's "network idle" will not do: a service worker that
 * fetches the shell in the background, or a page in a frame, keeps it from ever coming on a busy machine.
 */
export async function settled(page: Page): Promise<void> {
    const still_ms = 250;
    await page.waitForLoadState('load');
    await page.waitForFunction((pause) => {
        const is_busy = document.querySelector('h1') === null || document.querySelector('.skeleton, [aria-busy]') !== null;
        const kept = globalThis as { still_since?: number | undefined };
        kept.still_since = is_busy ? undefined : (kept.still_since ?? performance.now());
        const is_still = kept.still_since !== undefined && performance.now() - kept.still_since >= pause;
        if (is_still) kept.still_since = undefined;
        return is_still;
    }, still_ms);
}

export async function picture(page: Page, name: string, whole = true): Promise<void> {
    await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: whole });
}

/** What axe-core finds against WCAG 2.2 A and AA and its own best practices, as "rule: element". */
export async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe_source);
    const results = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResults;
    return results.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} - ${node.failureSummary ?? ''}`));
}

/** Whether anything stands wider than the window: on a phone nothing may have to be pushed sideways. */
export async function is_too_wide(page: Page): Promise<boolean> {
    return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

/** Buttons, links in lists and fields that are lower than 44 px: too small for a thumb. */
export async function small_targets(page: Page): Promise<string[]> {
    return page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('button, input:not([type=file]), select, summary, nav a')]
            .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 44)
            .filter((element) => element.closest('.spoken, .skip, .anchor') === null && !element.classList.contains('skip'))
            .map((element) => `${element.tagName} ${element.textContent?.trim().slice(0, 30)} ${element.getBoundingClientRect().height}`),
    );
}
