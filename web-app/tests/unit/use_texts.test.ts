import { afterEach, describe, expect, it, vi } from 'vitest';
import { day_text, use_language, word } from '@app/language';
import { define_texts, use_texts } from '@app/texts';
import { sources } from './sources';

const schools = define_texts({
    es: { count: 'Ninguna escuela | Una escuela | {total} escuelas', hello: 'Hola, {name}' },
    en: { count: 'No school | One school | {total} schools', hello: 'Hello, {name}' },
});
const teams = define_texts({ es: { hello: 'Otra cosa' }, en: { hello: 'Something else' } });

describe('what a component says', () => {
    afterEach(() => use_language('es'));

    it('is in the language of now', () => {
        const say = use_texts(schools);
        expect(say('hello', { name: 'Rosa' })).toBe('Hola, Rosa');
        use_language('en');
        expect(say('hello', { name: 'Rosa' })).toBe('Hello, Rosa');
    });
    it('has its form for none, one and many', () => {
        const say = use_texts(schools);
        expect([0, 1, 2, 450].map((total) => say('count', { total }, total))).toEqual(['Ninguna escuela', 'Una escuela', '2 escuelas', '450 escuelas']);
    });
    it('is not mixed up when it takes the sentences of two sets', () => {
        expect([use_texts(schools)('hello', { name: 'Rosa' }), use_texts(teams)('hello')]).toEqual(['Hola, Rosa', 'Otra cosa']);
    });
    it('is told as a fault when the sentence is not there', () => {
        const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
        use_texts(schools as never)('nothing' as never);
        expect(told).toHaveBeenCalledOnce();
    });
    it('is defined once for all its instances, outside of setup', () => {
        for (const { name, text } of sources('.vue')) {
            const setup = /<script setup[^>]*>([\s\S]*?)<\/script>/.exec(text)?.[1] ?? '';
            expect(setup, name).not.toContain('define_texts(');
        }
    });
});

describe('the word of a code', () => {
    it('is the code itself, readable, when the app does not know it yet', () => {
        expect(word('team_state', 'active')).toBe('En marcha');
        expect(word('team_state', 'quite_new')).toBe('quite new');
    });
});

describe('a day', () => {
    it('is the same everywhere on earth', () => {
        expect(day_text('2026-12-31')).toBe('31 dic 2026');
        use_language('en');
        expect(day_text('2026-01-01')).toBe('1 Jan 2026');
        use_language('es');
    });
});
