import { parse as parse_component, compileTemplate } from '@vue/compiler-sfc';
import { describe, expect, it } from 'vitest';
import { words_en } from '@app/words/words_en';
import { words_es } from '@app/words/words_es';
import { sources } from './sources';

type Sentences = Record<string, string>;

/** The object given to define_texts in a source: it holds nothing but strings, so that it can be read by itself. */
function texts_in(source: string): Record<'es' | 'en', Sentences>[] {
    const found: Record<'es' | 'en', Sentences>[] = [];
    for (let at = source.indexOf('define_texts({'); at >= 0; at = source.indexOf('define_texts({', at + 1)) {
        const start = at + 'define_texts('.length;
        let depth = 0;
        let end = start;
        let quote = '';
        for (; end < source.length; end += 1) {
            const letter = source[end] ?? '';
            if (quote !== '') quote = letter === quote && source[end - 1] !== '\\' ? '' : quote;
            else if (letter === "'" || letter === '`' || letter === '"') quote = letter;
            else if (letter === '{') depth += 1;
            else if (letter === '}' && --depth === 0) break;
        }
        found.push(new Function(`return ${source.slice(start, end + 1)}`)() as Record<'es' | 'en', Sentences>);
    }
    return found;
}

const named = (sentence: string): string[] => [...new Set([...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))].sort();
const forms = (sentence: string): number => sentence.split('|').length;

const all_texts = sources('.vue', '.ts').flatMap(({ name, text }) =>
    name.endsWith('/texts.ts') ? [] : texts_in(text).map((texts) => ({ name, texts })),
);

describe('the sentences of the app', () => {
    it('are found in more than twenty places', () => {
        expect(all_texts.length).toBeGreaterThan(20);
    });

    it.each(all_texts)('of $name are there in both languages, with the same names and forms', ({ texts }) => {
        expect(Object.keys(texts.en).sort()).toEqual(Object.keys(texts.es).sort());
        for (const [key, es] of Object.entries(texts.es)) {
            const en = texts.en[key] ?? '';
            expect(es.trim(), key).not.toBe('');
            expect(en.trim(), key).not.toBe('');
            expect(named(en), key).toEqual(named(es));
            expect(forms(en), key).toBe(forms(es));
        }
    });

    it('hold no sign that the message format reads as something else', () => {
        for (const { name, texts } of all_texts) {
            for (const sentence of [...Object.values(texts.es), ...Object.values(texts.en)]) expect(sentence, name).not.toMatch(/[@%]\{|@[:.]/);
        }
    });

    it('use no word of insiders that the glossary has another one for', () => {
        for (const { name, texts } of all_texts) {
            for (const sentence of Object.values(texts.es)) {
                expect(sentence.replaceAll(/\{\w+\}/g, ''), name).not.toMatch(/\b(login|usuario inválido|error|click|clic|dashboard|sincroniz|backend|API)\b/i);
            }
        }
    });
});

describe('the words of the programme', () => {
    it('are the same codes in both languages', () => {
        expect(Object.keys(words_en)).toEqual(Object.keys(words_es));
        for (const [kind, words] of Object.entries(words_es)) {
            expect(Object.keys(words_en[kind as keyof typeof words_en]), kind).toEqual(Object.keys(words));
        }
    });
});

/** Attributes whose value a person reads or hears. */
const spoken = new Set(['aria-label', 'alt', 'title', 'placeholder', 'label', 'hint', 'text', 'description']);

interface TemplateNode {
    type: number;
    content?: unknown;
    props?: { type: number; name: string; value?: { content: string } }[];
    children?: TemplateNode[];
    branches?: TemplateNode[];
}

function literals(node: TemplateNode): string[] {
    const found: string[] = [];
    const text_node = 2;
    if (node.type === text_node && typeof node.content === 'string' && /\p{Letter}/u.test(node.content)) found.push(node.content.trim());
    for (const property of node.props ?? []) {
        const value = property.value?.content ?? '';
        if (spoken.has(property.name) && /\p{Letter}/u.test(value)) found.push(`${property.name}="${value}"`);
    }
    return [...found, ...[...(node.children ?? []), ...(node.branches ?? [])].flatMap(literals)];
}

describe('a component', () => {
    const components = sources('.vue');

    it.each(components)('$name holds no sentence of its own', ({ name, text }) => {
        const { descriptor } = parse_component(text, { filename: name });
        expect(literals(descriptor.template?.ast as unknown as TemplateNode)).toEqual([]);
    });

    it.each(components)('$name keeps the security policy: no style, script or markup written into the page', ({ text, name }) => {
        const { descriptor } = parse_component(text, { filename: name });
        const template = descriptor.template?.content ?? '';
        expect(template).not.toMatch(/\s:?style=|v-html|<script|\son\w+=|srcdoc/);
    });

    it.each(components)('$name stays within 250 lines and compiles', ({ text, name }) => {
        expect(text.split('\n').length).toBeLessThanOrEqual(250);
        const { descriptor } = parse_component(text, { filename: name });
        const made = compileTemplate({ source: descriptor.template?.content ?? '', filename: name, id: name });
        expect(made.errors).toEqual([]);
    });
});
