import { bytes_of_base64url, utf8 } from '@offline-store/byte_text';

/** The server's signed word that an envelope is on its disk. */
export interface Receipt {
    format: 1;
    /** SHA-256 of the envelope's bytes, in hexadecimal. */
    envelope: string;
    received_on: string;
    programme: string;
    /** Which of the server's keys signed. */
    key: string;
    signature: string;
}

/** A key that receipts are signed with, as a pack brought it. */
export interface ReceiptKey {
    id: string;
    programme: string;
    /** The uncompressed point on P-256 (65 bytes), base64url. */
    public_point: string;
}

export function is_receipt(value: unknown): value is Receipt {
    if (typeof value !== 'object' || value === null) return false;
    const one = value as Record<string, unknown>;
    const texts = ['received_on', 'programme', 'key', 'signature'].every((name) => typeof one[name] === 'string');
    return texts && one['format'] === 1 && typeof one['envelope'] === 'string' && /^[0-9a-f]{64}$/.test(one['envelope']);
}

/** What the server signs: nothing of who, where or what. */
export function signed_text(receipt: Receipt): string {
    return `minka receipt 1\n${receipt.programme}\n${receipt.envelope}\n${receipt.received_on}`;
}

/** Whether this key signed this receipt (ECDSA over P-256 with SHA-256, the signature as r and s side by side). */
export async function is_signed_by(receipt: Receipt, key: ReceiptKey): Promise<boolean> {
    if (receipt.key !== key.id || receipt.programme !== key.programme) return false;
    try {
        const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
        const point = await crypto.subtle.importKey('raw', bytes_of_base64url(key.public_point), algorithm, false, ['verify']);
        const signature = bytes_of_base64url(receipt.signature);
        return await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, point, signature, utf8(signed_text(receipt)));
    } catch (problem) {
        // Neither a point nor a signature: then it is signed by nobody.
        if (problem instanceof DOMException) return false;
        throw problem;
    }
}
