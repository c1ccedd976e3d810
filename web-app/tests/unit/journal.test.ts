import 'fake-indexeddb/auto';
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { envelope_file, read_envelope_file, read_receipts } from '@capture/envelope_file';
import { send_waiting, settle_all } from '@capture/outbox';
import { utf8 } from '@offline-store/byte_text';
import { Journal, UnprovenReceiptError } from '@offline-store/journal';
import { is_receipt, is_signed_by, type Receipt, type ReceiptKey } from '@offline-store/receipt';
import { Vault } from '@offline-store/vault';

const programme = '01930000-0000-7000-8000-0000000000aa';
const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const stranger = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });

function point_of(key: KeyObject): string {
    const { x = '', y = '' } = key.export({ format: 'jwk' });
    return Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]).toString('base64url');
}
const key: ReceiptKey = { id: 'key-1', programme, public_point: point_of(pair.publicKey) };

/** As the server writes it: signed by OpenSSL over the text of the contract. */
function receipt_for(envelope: string, more: Partial<Receipt> = {}, signer = pair.privateKey): Receipt {
    const fields = { envelope, received_on: '2026-11-22', programme, key: 'key-1', ...more };
    const text = `minka receipt 1\n${fields.programme}\n${fields.envelope}\n${fields.received_on}`;
    return { format: 1, signature: sign('sha256', Buffer.from(text), { key: signer, dsaEncoding: 'ieee-p1363' }).toString('base64url'), ...fields };
}

const record = (text: string): Uint8Array<ArrayBuffer> => utf8(`MNK1${text}`);

let journal: Journal;
beforeEach(async () => {
    journal = await Journal.open('rosa');
    await journal.know_key(key);
});
afterEach(async () => {
    journal.close();
    for (const { name } of await indexedDB.databases()) if (name !== undefined) indexedDB.deleteDatabase(name);
});

describe('a receipt', () => {
    const good = receipt_for('a'.repeat(64));
    it('verifies with the key that signed it', async () => {
        expect(await is_signed_by(good, key)).toBe(true);
    });
    it.each<[string, Receipt]>([
        ['another envelope', { ...good, envelope: 'b'.repeat(64) }],
        ['another day', { ...good, received_on: '2026-11-23' }],
        ['another programme', { ...good, programme: 'other' }],
        ['another key’s name', { ...good, key: 'key-2' }],
        ['a stranger’s signature', receipt_for('a'.repeat(64), {}, stranger.privateKey)],
        ['no signature', { ...good, signature: '' }],
        ['letters that are no signature', { ...good, signature: '¡no!' }],
    ])('with %s does not', async (_name, receipt) => {
        expect(await is_signed_by(receipt, key)).toBe(false);
    });
    it('is told from other answers', () => {
        expect(is_receipt(good)).toBe(true);
        for (const other of [undefined, null, 'x', {}, { ...good, format: 2 }, { ...good, envelope: 'short' }, { ...good, key: 1 }]) expect(is_receipt(other)).toBe(false);
    });
});

describe('the journal', () => {
    it('keeps what was sealed across closing and opening, without a PIN', async () => {
        const hash = await journal.append(programme, record('one'), '2026-11-20');
        journal.close();
        journal = await Journal.open('rosa');
        const [kept] = await journal.waiting();
        expect(kept).toMatchObject({ hash, programme, sealed_on: '2026-11-20' });
        expect(new TextDecoder().decode(kept?.bytes)).toBe('MNK1one');
    });
    it('has the same bytes once', async () => {
        await journal.append(programme, record('one'), '2026-11-20');
        await journal.append(programme, record('one'), '2026-11-21');
        expect((await journal.waiting()).map((one) => one.sealed_on)).toEqual(['2026-11-20']);
    });
    it('lets a record go for its receipt, and remembers that it arrived', async () => {
        const hash = await journal.append(programme, record('one'), '2026-11-20');
        expect(await journal.settle(receipt_for(hash))).toBe(true);
        expect(await journal.waiting()).toEqual([]);
        expect(await journal.received()).toMatchObject([{ hash, receipt: { received_on: '2026-11-22' } }]);
        expect(await journal.settle(receipt_for(hash))).toBe(false);
    });
    it('keeps a record whose receipt proves nothing', async () => {
        const hash = await journal.append(programme, record('one'), '2026-11-20');
        for (const bad of [receipt_for(hash, {}, stranger.privateKey), receipt_for(hash, { key: 'key-2' }), receipt_for(hash, { programme: 'other' }), { ...receipt_for(hash), received_on: '2026-12-01' }]) {
            await expect(journal.settle(bad)).rejects.toBeInstanceOf(UnprovenReceiptError);
        }
        expect((await journal.waiting()).length).toBe(1);
    });
    it('is not touched when the vault of the same user is erased', async () => {
        await Vault.create('rosa', 'luna 48', 1000);
        await journal.append(programme, record('one'), '2026-11-20');
        await Vault.erase('rosa');
        expect((await journal.waiting()).length).toBe(1);
    });
    it('is another one for another user', async () => {
        await journal.append(programme, record('one'), '2026-11-20');
        const other = await Journal.open('ana');
        expect(await other.waiting()).toEqual([]);
        other.close();
    });
    it('is removed only when nothing waits in it', async () => {
        const hash = await journal.append(programme, record('one'), '2026-11-20');
        expect(await Journal.remove_if_empty('rosa')).toBe(false);
        expect(await Journal.count_waiting('rosa')).toBe(1);
        await journal.settle(receipt_for(hash));
        expect(await Journal.remove_if_empty('rosa')).toBe(true);
        expect(await indexedDB.databases()).toEqual([]);
        expect(await Journal.count_waiting('rosa')).toBe(0);
        expect(await indexedDB.databases()).toEqual([]);
    });
});

describe('sending what waits', () => {
    const unreachable = new Error('no network');
    const is_unreachable = (problem: unknown): boolean => problem === unreachable;
    const hash_of = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> => Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');

    it('goes on after one that is refused, and leaves that one here', async () => {
        for (const text of ['one', 'two', 'three']) await journal.append(programme, record(text), '2026-11-20');
        const told = await send_waiting(journal, programme, async (bytes) => {
            if (new TextDecoder().decode(bytes).endsWith('two')) throw new Error('413');
            return receipt_for(await hash_of(bytes));
        }, is_unreachable);
        expect(told).toMatchObject({ received: 2, unproven: 0 });
        expect(told.refused.length).toBe(1);
        expect((await journal.waiting()).length).toBe(1);
    });
    it('ends when the server cannot be reached, with everything here', async () => {
        await journal.append(programme, record('one'), '2026-11-20');
        await expect(send_waiting(journal, programme, () => Promise.reject(unreachable), is_unreachable)).rejects.toBe(unreachable);
        expect((await journal.waiting()).length).toBe(1);
    });
    it('takes no answer for a receipt that is another record’s or none', async () => {
        await journal.append(programme, record('one'), '2026-11-20');
        for (const answer of [undefined, {}, receipt_for('c'.repeat(64))]) {
            expect(await send_waiting(journal, programme, () => Promise.resolve(answer), is_unreachable)).toMatchObject({ received: 0, unproven: 1 });
        }
        expect((await journal.waiting()).length).toBe(1);
    });
    it('sends nothing of another programme', async () => {
        await journal.append('another', record('one'), '2026-11-20');
        expect(await send_waiting(journal, programme, () => Promise.reject(unreachable), is_unreachable)).toMatchObject({ received: 0 });
    });
});

describe('a file of envelopes', () => {
    const envelopes = ['one', 'two', 'three'].map(record);
    it('is read as it was written', () => {
        const text = envelope_file(programme, envelopes);
        expect(text.split('\n')[0]).toBe(`minka envelopes 1 ${programme}`);
        expect(text.endsWith('\nend 3\n')).toBe(true);
        expect(read_envelope_file(text)).toEqual({ programme, envelopes, is_whole: true });
        expect(read_envelope_file(text.replaceAll('\n', '\r\n'))?.is_whole).toBe(true);
    });
    it('cut anywhere gives what is whole, and says that it was cut', () => {
        const text = envelope_file(programme, envelopes);
        for (let length = 0; length < text.length - 1; length += 1) {
            const read = read_envelope_file(text.slice(0, length));
            if (read === undefined) continue;
            expect(read.is_whole, String(length)).toBe(false);
            for (const one of read.envelopes) expect(new TextDecoder().decode(one).startsWith('MNK1')).toBe(true);
        }
    });
    it('of something else is none', () => {
        for (const text of ['', 'hola', '{"a":1}', 'minka envelopes 2 x\nend 0\n']) expect(read_envelope_file(text)).toBeUndefined();
    });
    it('comes home as receipts, each for its record', async () => {
        const hashes = await Promise.all(['one', 'two'].map((text) => journal.append(programme, record(text), '2026-11-20')));
        const text = [...hashes.map((hash) => JSON.stringify(receipt_for(hash))), 'not a receipt', '{"torn', JSON.stringify(receipt_for('d'.repeat(64))), ''].join('\n');
        expect(read_receipts(text).length).toBe(3);
        expect(await settle_all(journal, read_receipts(text))).toEqual({ settled: 2, unproven: 0 });
        expect(await journal.waiting()).toEqual([]);
    });
});
