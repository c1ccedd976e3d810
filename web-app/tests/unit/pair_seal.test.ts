// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { code_from, consensus_path, differ, marked_apart, fresh_salt, opening_code, picture_text, read_opening, seal_code, seen_episode, spaced, typed_code } from '@capture/pair_seal';

const place = { programme: '01930000-0000-7000-8000-000000000001', episode: 'E-1', seat: 'a' } as const;
const salt = 'ABCDE0123456789';
const ratings = [['arte', '9'], ['preguntas', '3'], ['trato', '2']] as const;

const form = `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:minka="urn:minka:facts"><h:head><model>
  <bind nodeset="/data/e/codigo" minka:fact="observation.episode"/><bind nodeset="/data/e/lugar" minka:fact="observation.seat visit.x"/>
  <bind nodeset="/data/b/trato" minka:fact="observation.code.trato"/><bind nodeset="/data/arte" minka:fact="observation.code.arte"/>
  <bind nodeset="/data/b/preguntas" minka:fact="observation.code.preguntas"/></model></h:head><h:body/></h:html>`;
const answers = '<data id="hoja"><e><codigo> e-1 </codigo><lugar>a</lugar></e><b><preguntas>3</preguntas><trato>2</trato></b><arte/></data>';

describe('the seal of a sheet', () => {
    // The same letters are in the server's test; both come from Python's hashlib.
    it('is the one that the server works out', async () => {
        expect(await seal_code(place, salt, ratings)).toBe('Z7PMJFQ9W4WBK8NN288A');
        expect(await seal_code({ ...place, seat: 'b' }, salt, ratings)).not.toBe('Z7PMJFQ9W4WBK8NN288A');
    });

    it('is typed as eyes read it, and a slip of the finger is told', () => {
        expect(typed_code(' z7pm jfq9-w4wb k8nn 288a ')).toBe('Z7PMJFQ9W4WBK8NN288A');
        const code = 'Z7PMJFQ9W4WBK8NN288A';
        for (let at = 0; at < code.length; at += 1) expect(typed_code(`${code.slice(0, at)}${code[at] === '4' ? '5' : '4'}${code.slice(at + 1)}`)).toBeUndefined();
        expect(typed_code('7ZPMJFQ9W4WBK8NN288A')).toBeUndefined();
        expect(spaced('Z7PMJFQ9W4WBK8NN288A')).toBe('Z7PM JFQ9 W4WB K8NN 288A');
    });

    it('is taken from a picture of the same episode and the other place alone', () => {
        const own = { ...place, seat: 'b' as const };
        const code = 'Z7PMJFQ9W4WBK8NN288A';
        expect(code_from(picture_text('seal', place, code), 'seal', own)).toBe(code);
        expect(code_from(picture_text('seal', place, code), 'seal', place)).toBeUndefined();
        expect(code_from(picture_text('seal', place, code), 'opening', own)).toBeUndefined();
        expect(code_from(picture_text('seal', { ...place, episode: 'E-2' }, code), 'seal', own)).toBeUndefined();
    });

    it('opens to the ratings it was made of, and to no others', async () => {
        const opened = read_opening(typed_code(opening_code(salt, ratings)) ?? '', ratings);
        expect(opened).toEqual({ salt, ratings });
        expect(await seal_code(place, opened?.salt ?? '', opened?.ratings ?? [])).toBe('Z7PMJFQ9W4WBK8NN288A');
        expect(await seal_code(place, salt, [['arte', '9'], ['preguntas', '2'], ['trato', '2']])).not.toBe('Z7PMJFQ9W4WBK8NN288A');
        expect(read_opening(opening_code(salt, ratings.slice(1)), ratings)).toBeUndefined();
    });

    it('has another salt each time', () => {
        expect(fresh_salt()).toMatch(/^[0-9A-HJKMNP-TV-Z]{15}$/);
        expect(new Set(Array.from({ length: 50 }, fresh_salt)).size).toBe(50);
    });
});

describe('a filled sheet of observation', () => {
    it('tells its place and its codes, by name, with 9 for what was not seen', () => {
        const seen = seen_episode(form, answers);
        expect(seen).toMatchObject({ episode: 'E-1', seat: 'a', ratings });
        expect(seen?.paths.get('trato')).toBe('/data/b/trato');
    });

    it('is no other form', () => {
        expect(seen_episode(form.replaceAll('observation.', 'visit.'), answers)).toBeUndefined();
        expect(consensus_path(form)).toBeUndefined();
        expect(consensus_path(form.replaceAll('observation.', 'consensus.'))).toBe('/data/e/codigo');
    });
});

describe('two codes', () => {
    it('differ when more than one point lies between them, and both saw it', () => {
        expect(differ('3', '1')).toBe(true);
        expect(differ('3', '2')).toBe(false);
        expect(differ('9', '0')).toBe(false);
    });
});

describe('a consensus', () => {
    const own = [['arte', '9'], ['preguntas', '3'], ['trato', '2']] as const;
    const partner = [['arte', '1'], ['preguntas', '1'], ['trato', '1']] as const;

    it('keeps marked what the two sheets say lies far apart, whatever is taken away', () => {
        expect(marked_apart([], own, partner)).toEqual(['preguntas']);
        expect(marked_apart(['none'], own, partner)).toEqual(['preguntas']);
        expect(marked_apart(['trato'], own, partner)).toEqual(['trato', 'preguntas']);
    });

    it('says that nothing lies apart when the sheets say so, and lets a pair mark what they like besides', () => {
        expect(marked_apart([], own, own)).toEqual(['none']);
        expect(marked_apart(['trato'], own, own)).toEqual(['trato']);
    });
});
