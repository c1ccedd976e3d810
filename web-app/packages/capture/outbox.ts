import { base64, sha256, type Bytes } from '@offline-store/byte_text';
import { UnprovenReceiptError, type Journal } from '@offline-store/journal';
import { is_receipt, type Receipt } from '@offline-store/receipt';
import type { Answers } from '@capture/form_engine';
import { largest_envelope, seal, type Contents, type PairHeard, type SealingKey } from '@capture/sealing';

/** Sealed, it would be larger than the server takes: fewer or smaller photos are needed. */
export class EnvelopeTooLargeError extends Error {
    constructor(readonly largest: number) {
        super(`An envelope has at most ${largest} bytes.`);
        this.name = 'EnvelopeTooLargeError';
    }
}

export interface SealedEnvelope {
    bytes: Bytes;
    hash: string;
}

async function sealed(contents: Contents, key: SealingKey, programme: string): Promise<SealedEnvelope> {
    const bytes = await seal(contents, key, programme);
    if (bytes.length > largest_envelope) throw new EnvelopeTooLargeError(largest_envelope);
    return { bytes, hash: await sha256(bytes) };
}

/** Seals a filled form, and what checks its seal when it is a sheet of a pair. Of an anonymous one only its answers go in. */
export async function seal_answers(answers: Answers, anonymous: boolean, key: SealingKey, programme: string, pair?: { salt: string }): Promise<SealedEnvelope> {
    if (anonymous) return sealed({ xml: answers.xml }, key, programme);
    const files = [];
    for (const file of answers.files) files.push({ name: file.name, type: file.type, content: base64(new Uint8Array(await file.arrayBuffer())) });
    return sealed({ xml: answers.xml, ...(files.length === 0 ? {} : { files }), ...(pair === undefined ? {} : { pair }) }, key, programme);
}

/** Seals what this phone heard of the partner's seal. */
export async function seal_heard(heard: Omit<PairHeard, 'id'>, key: SealingKey, programme: string): Promise<SealedEnvelope> {
    return sealed({ pair: { id: crypto.randomUUID(), ...heard } }, key, programme);
}

export interface Danger {
    on: string;
    kind: string;
    receiver: string;
    receipt_number: string;
}

/** Seals that someone may be in danger: the day, the kind, who received it and its number there. No name, no story. */
export async function seal_danger(danger: Danger, key: SealingKey, programme: string): Promise<SealedEnvelope> {
    return sealed({ danger: { id: crypto.randomUUID(), ...danger } }, key, programme);
}

export interface Sent {
    received: number;
    /** What the server answered to those that stay here. */
    refused: unknown[];
    /** An answer that no key of the pack has signed: the record stays. */
    unproven: number;
}

/**
 * Sends what waits, one after another; each leaves the phone only for its signed receipt. `is_unreachable` tells that
 * trying the next one is of no use: then this throws what `send` threw.
 */
export async function send_waiting(
    journal: Journal,
    programme: string,
    send: (bytes: Bytes) => Promise<unknown>,
    is_unreachable: (problem: unknown) => boolean,
): Promise<Sent> {
    const told: Sent = { received: 0, refused: [], unproven: 0 };
    for (const envelope of await journal.waiting()) {
        if (envelope.programme !== programme) continue;
        try {
            const answer = await send(envelope.bytes);
            // Another tab may have sent the same one meanwhile: then it is no longer here, and that is well.
            if (!is_receipt(answer) || answer.envelope !== envelope.hash) told.unproven += 1;
            else if (await journal.settle(answer)) told.received += 1;
        } catch (problem) {
            if (problem instanceof UnprovenReceiptError) told.unproven += 1;
            else if (is_unreachable(problem)) throw problem;
            else told.refused.push(problem);
        }
    }
    return told;
}

/** Takes receipts that came home in a file. How many records left for them. */
export async function settle_all(journal: Journal, receipts: readonly Receipt[]): Promise<{ settled: number; unproven: number }> {
    const told = { settled: 0, unproven: 0 };
    for (const receipt of receipts) {
        try {
            if (await journal.settle(receipt)) told.settled += 1;
        } catch (problem) {
            if (!(problem instanceof UnprovenReceiptError)) throw problem;
            told.unproven += 1;
        }
    }
    return told;
}
