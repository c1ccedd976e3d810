import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../../packages', import.meta.url));

export interface Source {
    name: string;
    text: string;
}

/** Every source of the packages whose name ends so, by its path below packages/. */
export function sources(...endings: string[]): Source[] {
    return readdirSync(packages, { recursive: true, encoding: 'utf8' })
        .filter((name) => endings.some((ending) => name.endsWith(ending)))
        .sort()
        .map((name) => ({ name, text: readFileSync(join(packages, name), 'utf8') }));
}
