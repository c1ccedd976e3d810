import { PinTooShortError } from '@offline-store/vault_problems';

/** What is written down of the lock. The keys themselves stand here only encrypted under the PIN. */
export interface Lock {
    salt: Uint8Array<ArrayBuffer>;
    rounds: number;
    iv: Uint8Array<ArrayBuffer>;
    wrapped: ArrayBuffer;
    wrong_attempts: number;
    /** When the last wrong one was tried, by the phone's clock (ms). */
    tried_at?: number;
}

/** Held in memory while the store is open; neither can be read out of the browser. */
export interface VaultKeys {
    contents: CryptoKey;
    names: CryptoKey;
}

export const shortest_pin = 6;

/**
 * PBKDF2 with SHA-256, 600,000 rounds: about a second on a cheap phone. Of the derivations a browser offers it is the
 * only one for passwords. It slows guessing down, and no more: six digits fall in hours to someone who took the phone
 * apart, so letters are allowed and the store is emptied after wrong attempts made in the app.
 *
 * Source: OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA256.
 */
export const default_rounds = 600_000;

const raw_length = 32;

async function key_from_pin(pin: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<CryptoKey> {
    const words = new TextEncoder().encode(pin.normalize('NFC'));
    const base = await crypto.subtle.importKey('raw', words, 'PBKDF2', false, ['deriveKey']);
    return crypto.subtle.deriveKey(
        { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds },
        base,
        { name: 'AES-GCM', length: 256 },
        false,
        ['encrypt', 'decrypt'],
    );
}

async function import_keys(raw: Uint8Array<ArrayBuffer>): Promise<VaultKeys> {
    const contents = await crypto.subtle.importKey('raw', raw.subarray(0, raw_length), 'AES-GCM', false, [
        'encrypt',
        'decrypt',
    ]);
    const names = await crypto.subtle.importKey(
        'raw',
        raw.subarray(raw_length),
        { name: 'HMAC', hash: 'SHA-256' },
        false,
        ['sign'],
    );
    raw.fill(0);
    return { contents, names };
}

/** Makes new keys and locks them with the PIN. Throws PinTooShortError. */
export async function make_lock(pin: string, rounds: number): Promise<{ lock: Lock; keys: VaultKeys }> {
    if ([...pin].length < shortest_pin) throw new PinTooShortError(shortest_pin);
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const raw = crypto.getRandomValues(new Uint8Array(2 * raw_length));
    const pin_key = await key_from_pin(pin, salt, rounds);
    const wrapped = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, pin_key, raw);
    return { lock: { salt, rounds, iv, wrapped, wrong_attempts: 0 }, keys: await import_keys(raw) };
}

/** The keys behind a lock; nothing when the PIN is wrong. */
export async function open_lock(lock: Lock, pin: string): Promise<VaultKeys | undefined> {
    const pin_key = await key_from_pin(pin, lock.salt, lock.rounds);
    try {
        const raw = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: lock.iv }, pin_key, lock.wrapped);
        return await import_keys(new Uint8Array(raw));
    } catch (problem) {
        // The only failure of a well-formed decryption: the key does not fit.
        if (problem instanceof DOMException && problem.name === 'OperationError') return undefined;
        throw problem;
    }
}
