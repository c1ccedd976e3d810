import { readFileSync } from 'node:fs';
import { createDecipheriv, createECDH, createHash, hkdfSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bytes_of_base64url, hexadecimal } from '@offline-store/byte_text';
import { is_signed_by } from '@offline-store/receipt';
import { padded_plaintext, seal, seal_plaintext, type SealingKey } from '@capture/sealing';

/** Bytes made by derive.mjs with node's OpenSSL from fixed keys; see ORIGIN.md beside them. */
const golden = JSON.parse(readFileSync(new URL('../golden/envelope/envelope.json', import.meta.url), 'utf8')) as {
    programme: string;
    sealing_key: SealingKey;
    ephemeral: { d: string; x: string; y: string };
    iv: string;
    contents: { xml: string };
    envelope: string;
};

const curve = { name: 'ECDH', namedCurve: 'P-256' };
async function fixed_pair(): Promise<CryptoKeyPair> {
    const { d, x, y } = golden.ephemeral;
    const jwk = { kty: 'EC', crv: 'P-256', x, y };
    return {
        privateKey: await crypto.subtle.importKey('jwk', { ...jwk, d }, curve, true, ['deriveBits']),
        publicKey: await crypto.subtle.importKey('jwk', jwk, curve, true, []),
    };
}

describe('a sealed envelope', () => {
    it('has, byte for byte, what OpenSSL makes of the same keys and the same contents', async () => {
        const chance = { ephemeral: await fixed_pair(), iv: new Uint8Array(Buffer.from(golden.iv, 'hex')) };
        const bytes = await seal(golden.contents, golden.sealing_key, golden.programme, chance);
        expect(hexadecimal(bytes)).toBe(golden.envelope);
    });

    it('opens with the programme’s private key and with nothing else', async () => {
        const receiver = createECDH('prime256v1');
        receiver.generateKeys();
        const key = { id: golden.sealing_key.id, algorithm: 'ECDH-P256', public: receiver.getPublicKey().toString('base64url') };
        const bytes = Buffer.from(await seal({ xml: '<data/>' }, key, 'p'));
        const open = (secret: Buffer, programme: string): string => {
            const info = Buffer.from(`minka envelope 1\n${programme}\n${key.id}`);
            const cipher = createDecipheriv('aes-256-gcm', Buffer.from(hkdfSync('sha256', secret, bytes.subarray(20, 85), info, 32)), bytes.subarray(85, 97));
            cipher.setAAD(info).setAuthTag(bytes.subarray(-16));
            return Buffer.concat([cipher.update(bytes.subarray(97, -16)), cipher.final()]).toString();
        };
        const shared = receiver.computeSecret(bytes.subarray(20, 85));
        expect(JSON.parse(open(shared, 'p'))).toMatchObject({ xml: '<data/>' });
        expect(() => open(shared, 'another programme')).toThrow();
        const stranger = createECDH('prime256v1');
        stranger.generateKeys();
        expect(() => open(stranger.computeSecret(bytes.subarray(20, 85)), 'p')).toThrow();
    });

    it('is another one each time: the same answers do not look the same', async () => {
        const [first, second] = [await seal(golden.contents, golden.sealing_key, 'p'), await seal(golden.contents, golden.sealing_key, 'p')];
        expect(hexadecimal(first)).not.toBe(hexadecimal(second));
        expect(first.length).toBe(second.length);
    });

    it('is as long for every short answer: its contents fill up whole kilobytes', () => {
        for (let length = 0; length < 2100; length += 1) {
            const plain = padded_plaintext({ xml: 'x'.repeat(length) });
            expect(plain.length % 1024, String(length)).toBe(0);
            expect(JSON.parse(new TextDecoder().decode(plain)).xml.length).toBe(length);
        }
        // {"xml":"","pad":""} has 19 bytes: 1005 letters fill a kilobyte to the last byte, one more begins the next.
        expect(padded_plaintext({ xml: 'x'.repeat(1005) }).length).toBe(1024);
        expect(padded_plaintext({ xml: 'x'.repeat(1006) }).length).toBe(2048);
        expect(padded_plaintext({ xml: 'ñ'.repeat(503) }).length).toBe(2048);
    });

    it('refuses a key whose point is not on the curve', async () => {
        const wrong = bytes_of_base64url(golden.sealing_key.public);
        wrong[64] = (wrong[64] ?? 0) ^ 1;
        const key = { ...golden.sealing_key, public: Buffer.from(wrong).toString('base64url') };
        await expect(seal(golden.contents, key, 'p')).rejects.toThrow();
    });

    it('is, byte for byte, the one that the server’s own tests open, and the server’s receipt verifies', async () => {
        const text = readFileSync(new URL('../../../tests/golden/privacy/envelope/envelope.txt', import.meta.url), 'utf8');
        const told = new Map(text.trim().split('\n').map((line) => line.split(' ') as [string, string]));
        const bytes_of = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(told.get(name) ?? '', 'hex'));
        const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
        const envelope = bytes_of('envelope');
        const programme = '018f4e0a-7c2b-7cc3-98c4-dc0c0c07398f';
        const key = { id: '018f4e0a-7c2b-7cc3-98c4-dc0c0c073990', algorithm: 'ECDH-P256', public: base64url(bytes_of('sealing_point')) };
        // The script that wrote the file takes the ephemeral key from the hash of this text.
        const d = createHash('sha256').update('ephemeral key of the test').digest('base64url');
        const jwk = { kty: 'EC', crv: 'P-256', x: base64url(envelope.subarray(21, 53)), y: base64url(envelope.subarray(53, 85)) };
        const ephemeral = {
            privateKey: await crypto.subtle.importKey('jwk', { ...jwk, d }, curve, true, ['deriveBits']),
            publicKey: await crypto.subtle.importKey('jwk', jwk, curve, true, []),
        };
        const chance = { ephemeral, iv: Uint8Array.from({ length: 12 }, (_, index) => index) };
        expect(hexadecimal(await seal_plaintext(bytes_of('plain'), key, programme, chance))).toBe(told.get('envelope'));
        const receipt = { format: 1 as const, envelope: createHash('sha256').update(envelope).digest('hex'), received_on: '2026-03-02', programme, key: 'k', signature: base64url(bytes_of('receipt_signature')) };
        expect(await is_signed_by(receipt, { id: 'k', programme, public_point: base64url(bytes_of('receipt_point')) })).toBe(true);
    });
});
