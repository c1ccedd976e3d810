import { bytes_of_base64url, bytes_of_uuid, utf8, type Bytes } from '@offline-store/byte_text';

/** The programme's public key: what is sealed to it opens on the server alone. */
export interface SealingKey {
    id: string;
    algorithm: string;
    /** The uncompressed point on P-256 (65 bytes), base64url. */
    public: string;
}

export interface SealedFile {
    name: string;
    type: string;
    /** base64 */
    content: string;
}

/** What one phone of a pair says of the exchange without a signal. */
export interface PairHeard {
    id: string;
    episode: string;
    seat: 'a' | 'b';
    own: string;
    partner: string;
}

/** What an envelope holds. Of an anonymous form it is the answers and nothing else. */
export type Contents =
    | { xml: string; files?: readonly SealedFile[]; pair?: { salt: string } }
    | { pair: PairHeard }
    | { danger: { id: string; on: string; kind: string; receiver: string; receipt_number: string } };

/** Both are random for every envelope; a test with known bytes gives its own. */
export interface SealingChance {
    ephemeral: CryptoKeyPair;
    iv: Bytes;
}

const curve = { name: 'ECDH', namedCurve: 'P-256' };
const padded_to = 1024;
export const largest_envelope = 36 * 1024 * 1024;

async function fresh_chance(): Promise<SealingChance> {
    const ephemeral = await crypto.subtle.generateKey(curve, false, ['deriveBits']);
    return { ephemeral, iv: crypto.getRandomValues(new Uint8Array(12)) };
}

/** The contents as JSON, filled up with spaces: the length of an envelope tells nothing of a short answer or a long one. */
export function padded_plaintext(contents: Contents): Bytes {
    const empty = utf8(JSON.stringify({ ...contents, pad: '' })).length;
    const missing = (padded_to - (empty % padded_to)) % padded_to;
    return utf8(JSON.stringify({ ...contents, pad: ' '.repeat(missing) }));
}

/**
 * Seals contents to a programme (envelope format 1): an ephemeral ECDH key on P-256, HKDF-SHA256 salted with its
 * public point, AES-256-GCM. The bytes are "MNK1", the key's id (16), the ephemeral point (65), the iv (12), the
 * ciphertext with its tag. Who sealed them can no longer open them.
 */
export async function seal(contents: Contents, key: SealingKey, programme: string, chance?: SealingChance): Promise<Bytes> {
    return seal_plaintext(padded_plaintext(contents), key, programme, chance);
}

/** The same for a plaintext that is ready. */
export async function seal_plaintext(plaintext: Bytes, key: SealingKey, programme: string, chance?: SealingChance): Promise<Bytes> {
    const { ephemeral, iv } = chance ?? (await fresh_chance());
    const info = utf8(`minka envelope 1\n${programme}\n${key.id}`);
    const receiver = await crypto.subtle.importKey('raw', bytes_of_base64url(key.public), curve, false, []);
    const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: receiver }, ephemeral.privateKey, 256);
    const point = new Uint8Array(await crypto.subtle.exportKey('raw', ephemeral.publicKey));
    const base = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
    const cipher = await crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt: point, info }, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt']);
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: info }, cipher, plaintext);
    return new Uint8Array(await new Blob([utf8('MNK1'), bytes_of_uuid(key.id), point, iv, sealed]).arrayBuffer());
}
