/** Bytes as text and back: the three alphabets the envelope, its file and its receipts are written in. */
export type Bytes = Uint8Array<ArrayBuffer>;

export function utf8(text: string): Bytes {
    return new TextEncoder().encode(text);
}

export function hexadecimal(bytes: ArrayBuffer | Bytes): string {
    return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function base64(bytes: Bytes): string {
    const piece = 0x8000; // fromCharCode takes its bytes as arguments, of which there may not be a million
    let letters = '';
    for (let at = 0; at < bytes.length; at += piece) letters += String.fromCharCode(...bytes.subarray(at, at + piece));
    return btoa(letters);
}

/** Throws DOMException (InvalidCharacterError) when the text is not base64. */
export function bytes_of_base64(text: string): Bytes {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

export function base64url(bytes: Bytes): string {
    return base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export function bytes_of_base64url(text: string): Bytes {
    return bytes_of_base64(text.replaceAll('-', '+').replaceAll('_', '/'));
}

/** The 16 bytes of a UUID. */
export function bytes_of_uuid(text: string): Bytes {
    const digits = text.replaceAll('-', '');
    if (!/^[0-9a-f]{32}$/i.test(digits)) throw new RangeError('This is not a UUID.');
    return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export async function sha256(bytes: Bytes): Promise<string> {
    return hexadecimal(await crypto.subtle.digest('SHA-256', bytes));
}
