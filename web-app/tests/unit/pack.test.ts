import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetch_pack, kept_form, kept_pack, lists_for, TornPackError, without_the_past, type Pack, type PackServer } from '@capture/pack';
import { draft_answers, drafts_of, remove_draft, save_draft } from '@capture/drafts';
import { sha256, utf8, type Bytes } from '@offline-store/byte_text';
import { Vault } from '@offline-store/vault';

const programme = 'p1';
let vault: Vault;
beforeEach(async () => {
    vault = await Vault.create('rosa', 'luna 48', 1000);
});
afterEach(async () => {
    vault.close();
    await Vault.erase('rosa');
});

const key = { id: 'k', algorithm: 'ECDH-P256', public: '' };
const base = `/programmes/${programme}/capture`;

/** A server whose answers are files by address; it counts what is asked of it. */
async function server_with(files: Record<string, string>, forms: Pack['forms'], more: Partial<Pack> = {}): Promise<PackServer & { asked: string[] }> {
    const asked: string[] = [];
    const pack: Pack = { format: 1, made_at: '2026-11-20', expires_on: '2026-12-04', hash: '', sealing_key: key, receipt_key: key, forms, visits: [], routes: [], receivers: [], ...more };
    return {
        asked,
        read: <T>(path: string) => {
            asked.push(path);
            return Promise.resolve({ value: pack as T });
        },
        fetch_bytes: (path: string): Promise<Bytes> => {
            asked.push(path);
            return Promise.resolve(utf8(files[path] ?? ''));
        },
    };
}
const form = async (name: string, version: string, xml: string, files: Record<string, string> = {}): Promise<Pack['forms'][number]> => ({
    form: name,
    version,
    name,
    hash: await sha256(utf8(xml)),
    anonymous: false,
    files: await Promise.all(Object.entries(files).map(async ([file, text]) => ({ name: file, hash: await sha256(utf8(text)), size: text.length }))),
});

describe('a pack', () => {
    it('brings its forms and files, each once, and a form without a version by its address', async () => {
        const one = await form('visita', '', '<a/>', { 'x.csv': 'name,label\n' });
        const server = await server_with({ [`${base}/forms/visita/-`]: '<a/>', [`${base}/forms/visita/-/files/x.csv`]: 'name,label\n' }, [one]);
        await fetch_pack(server, vault, programme, new Set());
        const kept = await kept_form(vault, one, []);
        expect(kept?.xml).toBe('<a/>');
        expect(await kept?.files.get('x.csv')?.text()).toBe('name,label\n');
        server.asked.length = 0;
        await fetch_pack(server, vault, programme, new Set());
        expect(server.asked).toEqual([`${base}/pack`]);
    });

    it('that arrives torn is not used: the last one stays whole', async () => {
        const old = await form('visita', '1', '<a/>');
        await fetch_pack(await server_with({ [`${base}/forms/visita/1`]: '<a/>' }, [old]), vault, programme, new Set());
        const fresh = await form('visita', '2', '<b/>');
        await expect(fetch_pack(await server_with({ [`${base}/forms/visita/2`]: '<b' }, [fresh]), vault, programme, new Set())).rejects.toBeInstanceOf(TornPackError);
        expect((await kept_pack(vault, programme))?.forms[0]?.version).toBe('1');
        expect((await kept_form(vault, old, []))?.xml).toBe('<a/>');
    });

    it('takes away a form that is no longer released, unless a draft still needs it', async () => {
        const [old, other] = [await form('visita', '1', '<a/>'), await form('gia', '1', '<g/>')];
        await fetch_pack(await server_with({ [`${base}/forms/visita/1`]: '<a/>', [`${base}/forms/gia/1`]: '<g/>' }, [old, other]), vault, programme, new Set());
        await fetch_pack(await server_with({}, []), vault, programme, new Set([old.hash]));
        expect(await kept_form(vault, old, [])).toBeDefined();
        expect(await kept_form(vault, other, [])).toBeUndefined();
    });

    it('that is over gives up its visits and their lists, not its forms', async () => {
        const one = await form('visita', '1', '<a/>', { 'visitas.csv': 'name\nv1\n', 'otra.csv': 'name\n' });
        const files = { [`${base}/forms/visita/1`]: '<a/>', [`${base}/forms/visita/1/files/visitas.csv`]: 'name\nv1\n', [`${base}/forms/visita/1/files/otra.csv`]: 'name\n' };
        const visit = { visit: 'v1', code: 'V1', school_name: 'IE', municipality: 'Anorí', on: '2026-11-25', moment: 'meetings', with: 'Ana', roster: [] };
        const pack = await fetch_pack(await server_with(files, [one], { visits: [visit] }), vault, programme, new Set());
        expect((await without_the_past(vault, programme, pack, '2026-12-04')).visits.length).toBe(1);
        const left = await without_the_past(vault, programme, pack, '2026-12-05');
        expect(left.visits).toEqual([]);
        expect((await kept_pack(vault, programme))?.visits).toEqual([]);
        expect([...((await kept_form(vault, one, []))?.files.keys() ?? [])]).toEqual(['otra.csv']);
    });

    it('gives a form the lists of its visits, whatever stands in the names', () => {
        const roster = [{ person: 'p1', name: 'Ana "la profe", Ríos' }];
        const visit = { visit: 'v', code: 'V5', school_name: 'IE, La Paz', municipality: '', on: '2026-11-25', moment: 'meetings', with: '', roster, pair: [{ person: 'm1', name: 'Pablo' }, { person: 'm2', name: 'Ana' }] };
        const lists = lists_for([visit]);
        const text = (name: string): string => new TextDecoder().decode(lists.get(name));
        expect(text('lista.csv')).toBe('name,label,visita\n"p1","Ana ""la profe"", Ríos","v"\n');
        expect(text('asistentes.csv')).toBe(text('lista.csv'));
        expect(text('pareja.csv')).toBe('name,label,visita\n"m1","Pablo","v"\n"m2","Ana","v"\n');
        const { pair: _pair, ...from_before } = visit;
        expect(lists_for([from_before]).has('pareja.csv')).toBe(false);
        expect(text('visitas.csv')).toBe('name,label,escuela,fecha,momento\n"v","V5 IE, La Paz, 2026-11-25","IE, La Paz","2026-11-25","meetings"\n');
    });
});

describe('a draft', () => {
    it('comes back with its photos, and goes with them', async () => {
        const draft = { id: 'd1', programme, form: await form('visita', '1', '<a/>'), visits: [], begun_on: '2026-11-20' };
        const photo = new File([utf8('jpeg')], 'f.jpg', { type: 'image/jpeg' });
        await save_draft(vault, draft, { xml: '<data/>', files: [photo] });
        await save_draft(vault, draft, { xml: '<data2/>', files: [photo] });
        const [found] = await drafts_of(vault, programme);
        const answers = found === undefined ? undefined : await draft_answers(vault, found);
        expect(answers?.xml).toBe('<data2/>');
        expect(await answers?.files[0]?.text()).toBe('jpeg');
        expect(await drafts_of(vault, 'another')).toEqual([]);
        if (found !== undefined) await remove_draft(vault, found);
        expect(await drafts_of(vault, programme)).toEqual([]);
        expect(await vault.count()).toBe(0);
    });
});
