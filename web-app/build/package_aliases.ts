import { fileURLToPath } from 'node:url';

const folder = (name: string): string => fileURLToPath(new URL(`../packages/${name}`, import.meta.url));

/** The packages, lowest floor first: one imports only those before it (tests/unit/floors.test.ts holds it). */
export const package_floors = ['offline-store', 'api-client', 'ui', 'capture', 'app'] as const;

export const package_aliases: Record<string, string> = Object.fromEntries(
    package_floors.map((name) => [`@${name}`, folder(name)]),
);
