import { describe, expect, it } from 'vitest';
import { package_floors } from '../../build/package_aliases';
import { sources } from './sources';

describe('the packages', () => {
    it.each(sources('.ts', '.vue'))('$name imports only what stands below it', ({ name, text }) => {
        const floor = package_floors.findIndex((one) => name.startsWith(`${one}/`));
        expect(floor, name).toBeGreaterThanOrEqual(0);
        for (const match of text.matchAll(/(?:from|import\()\s*'@(?!getodk\b)([a-z-]+)\//g)) {
            const other = package_floors.findIndex((one) => one === match[1]);
            expect(other, `${name} imports @${match[1]}`).toBeGreaterThanOrEqual(0);
            expect(other, `${name} imports @${match[1]}`).toBeLessThanOrEqual(floor);
        }
        expect(text, 'packages are named, not climbed to').not.toMatch(/from '\.\.\//);
    });

    it('know the engine of forms in one package alone, and load it in one file alone', () => {
        for (const { name, text } of sources('.ts', '.vue')) {
            if (!name.startsWith('capture/')) expect(text, name).not.toContain('@getodk/');
            else if (name !== 'capture/form_engine.ts') expect(text, name).not.toMatch(/import (?!type )[^;]*@getodk|import\('@getodk/);
        }
    });

    it('know no type called any', () => {
        for (const { name, text } of sources('.ts', '.vue')) expect(text, name).not.toMatch(/(:|<|as) any\b|@ts-(ignore|nocheck|expect-error)/);
    });
});
