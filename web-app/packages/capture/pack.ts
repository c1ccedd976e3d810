import { sha256, utf8, base64, bytes_of_base64, type Bytes } from '@offline-store/byte_text';
import type { Vault } from '@offline-store/vault';
import type { FormSource } from '@capture/form_engine';
import type { SealingKey } from '@capture/sealing';

/** What a phone takes along: forms, the next visits with their people, and the keys to seal to and to trust. */
export interface Pack {
    format: 1;
    made_at: string;
    expires_on: string;
    hash: string;
    sealing_key: SealingKey;
    receipt_key: SealingKey;
    forms: PackForm[];
    visits: PackVisit[];
    routes: { title: string; lines: string[] }[];
    receivers: { id: string; name: string }[];
}
export interface PackForm {
    form: string;
    version: string;
    name: string;
    hash: string;
    anonymous: boolean;
    files: { name: string; hash: string; size: number }[];
}
export interface PackVisit {
    visit: string;
    code: string;
    school_name: string;
    municipality: string;
    on: string;
    moment: string;
    with: string;
    /** Who goes, oneself among them; packs of before this was known have none. */
    pair?: { person: string; name: string }[];
    roster: { person: string; name: string }[];
}

/** Something of a pack is not what its hash says: it was torn on its way, and is not used. */
export class TornPackError extends Error {
    constructor(readonly part: string) {
        super(`This part of the pack is not what its hash says: ${part}.`);
        this.name = 'TornPackError';
    }
}

/** What is asked of the server; without a network each of them throws. */
export interface PackServer {
    read<T>(path: string): Promise<{ value: T }>;
    fetch_bytes(path: string): Promise<Bytes>;
}

/** How an address names the version of a form; one without a version is "-". */
export const version_in_address = (form: Pick<PackForm, 'version'>): string => form.version || '-';

/** Lists the server makes of one's own coming visits: they go when the pack is over. */
const lists_of_visits: ReadonlySet<string> = new Set(['visitas.csv', 'asistentes.csv', 'pareja.csv']);

const pack_name = (programme: string): string => `capture pack ${programme}`;
const part_name = (hash: string): string => `capture part ${hash}`;
const hashes_of = (pack: Pack): string[] => pack.forms.flatMap((form) => [form.hash, ...form.files.map((file) => file.hash)]);

export async function kept_pack(vault: Vault, programme: string): Promise<Pack | undefined> {
    return (await vault.kept(pack_name(programme)))?.value as Pack | undefined;
}

/**
 * Fetches the pack of today into the user's vault: what is there already by its hash is not fetched again, and a pack is
 * put in the place of the last one only when all its parts are here. `in_use` are forms that drafts still need.
 */
export async function fetch_pack(server: PackServer, vault: Vault, programme: string, in_use: ReadonlySet<string>): Promise<Pack> {
    const base = `/programmes/${programme}/capture`;
    const before = await kept_pack(vault, programme);
    const { value: pack } = await server.read<Pack>(`${base}/pack`);
    const have = new Set(before === undefined ? [] : hashes_of(before));
    for (const form of pack.forms) {
        const address = `${base}/forms/${encodeURIComponent(form.form)}/${encodeURIComponent(version_in_address(form))}`;
        if (!have.has(form.hash)) await keep_part(server, vault, address, form.hash);
        for (const file of form.files) {
            if (!have.has(file.hash)) await keep_part(server, vault, `${address}/files/${encodeURIComponent(file.name)}`, file.hash);
        }
    }
    await vault.keep(pack_name(programme), pack);
    const wanted = new Set([...hashes_of(pack), ...in_use]);
    for (const hash of have) if (!wanted.has(hash)) await vault.forget(part_name(hash));
    return pack;
}

/** A pack that is over gives up its visits and their people, on the screen and in the store; its forms stay. */
export async function without_the_past(vault: Vault, programme: string, pack: Pack, today: string): Promise<Pack> {
    const lists = pack.forms.flatMap((form) => form.files.filter((file) => lists_of_visits.has(file.name)));
    if (pack.expires_on >= today || (pack.visits.length === 0 && lists.length === 0)) return pack;
    const forms = pack.forms.map((form) => ({ ...form, files: form.files.filter((file) => !lists_of_visits.has(file.name)) }));
    const left = { ...pack, visits: [], forms };
    await vault.keep(pack_name(programme), left);
    for (const { hash } of lists) await vault.forget(part_name(hash));
    return left;
}

async function keep_part(server: PackServer, vault: Vault, address: string, hash: string): Promise<void> {
    const bytes = await server.fetch_bytes(address);
    if ((await sha256(bytes)) !== hash) throw new TornPackError(address);
    await vault.keep(part_name(hash), base64(bytes));
}

async function kept_part(vault: Vault, hash: string): Promise<Bytes | undefined> {
    const content = (await vault.kept(part_name(hash)))?.value;
    return typeof content === 'string' ? bytes_of_base64(content) : undefined;
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

const table = (columns: readonly string[], rows: readonly (readonly string[])[]): Bytes =>
    utf8([columns.join(','), ...rows.map((row) => row.map(quoted).join(',')), ''].join('\n'));

/**
 * The lists that forms choose visits and their people from, made of the visits at hand; `name` is the identifier. So
 * nothing is typed that the register knows.
 */
export function lists_for(visits: readonly PackVisit[]): ReadonlyMap<string, Bytes> {
    const named = (people_of: (visit: PackVisit) => PackVisit['roster']): Bytes =>
        table(['name', 'label', 'visita'], visits.flatMap((one) => people_of(one).map(({ person, name }) => [person, name, one.visit])));
    const people = named((one) => one.roster);
    const pair: [string, Bytes][] = visits.some((one) => one.pair !== undefined) ? [['pareja.csv', named((one) => one.pair ?? [])]] : [];
    const shown = visits.map((one) => [one.visit, `${one.code} ${one.school_name}, ${one.on}`.trim(), one.school_name, one.on, one.moment]);
    return new Map([
        ...pair,
        ['lista.csv', people],
        ['asistentes.csv', people],
        ['visitas.csv', table(['name', 'label', 'escuela', 'fecha', 'momento'], shown)],
    ]);
}

/** The form with its files, and with the lists of the visits it may be for; nothing when it is not on this phone. */
export async function kept_form(vault: Vault, form: Pick<PackForm, 'hash' | 'files'>, visits: readonly PackVisit[]): Promise<FormSource | undefined> {
    const xml = await kept_part(vault, form.hash);
    if (xml === undefined) return undefined;
    const files = new Map<string, Blob>();
    for (const { name, hash } of form.files) {
        const bytes = await kept_part(vault, hash);
        if (bytes !== undefined) files.set(name, new Blob([bytes]));
    }
    if (visits.length > 0) for (const [name, list] of lists_for(visits)) files.set(name, new Blob([list]));
    return { xml: new TextDecoder().decode(xml), files };
}

