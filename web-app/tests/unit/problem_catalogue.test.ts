import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { problem_of, UnexpectedAnswerError } from '@api-client/api_problems';
import { words_en } from '@app/words/words_en';
import { words_es } from '@app/words/words_es';
import { describe, expect, it } from 'vitest';

/** The rows of the catalogue; a test of the server holds that page to the program. */
const page = readFileSync(fileURLToPath(new URL('../../../docs/reference/problems.md', import.meta.url)), 'utf8');
const catalogue = [...page.matchAll(/^\| \d+ \| `(\w+)` \| (\d{3}) \|/gm)].map(([, code = '', status = '']) => ({ code, status: Number(status) }));

describe('every problem that the server can answer', () => {
    it('is in the catalogue', () => {
        expect(catalogue.length).toBeGreaterThanOrEqual(16);
    });

    it.each(catalogue)('$code says what to do in both languages', ({ code, status }) => {
        const problem = problem_of(status, { code, title: 'T', detail: 'D', status }, '30');
        expect(problem.code).toBe(code);
        expect(problem.sentence).toBe('D');
        // A fault of the server itself has no class of its own; everything that a person can act upon has.
        expect(problem instanceof UnexpectedAnswerError).toBe(status === 500);
        for (const words of [words_es, words_en]) expect(Reflect.get(words.way_out, code) ?? '').toMatch(/\w.*\.$/);
    });

    it('and no other has a way out written for it', () => {
        expect(Object.keys(words_es.way_out).sort()).toEqual(catalogue.map(({ code }) => code).sort());
    });
});
