import { base64, bytes_of_base64, type Bytes } from '@offline-store/byte_text';
import { is_receipt, type Receipt } from '@offline-store/receipt';

/** A text file of sealed envelopes for a USB stick or a colleague's phone: one a line, with its count at the end. */
export function envelope_file(programme: string, envelopes: readonly Bytes[]): string {
    return [`minka envelopes 1 ${programme}`, ...envelopes.map(base64), `end ${envelopes.length}`, ''].join('\n');
}

export interface ReadEnvelopes {
    programme: string;
    envelopes: Bytes[];
    /** The last line says how many there are: without it, or with another number, the file was torn on its way. */
    is_whole: boolean;
}

/** Reads what is whole of a file; nothing when it is no file of envelopes. */
export function read_envelope_file(text: string): ReadEnvelopes | undefined {
    const [first = '', ...lines] = text.split(/\r?\n/);
    const programme = /^minka envelopes 1 (\S+)$/.exec(first)?.[1];
    if (programme === undefined) return undefined;
    const envelopes: Bytes[] = [];
    for (const line of lines) {
        const end = /^end (\d+)$/.exec(line);
        if (end !== null) return { programme, envelopes, is_whole: Number(end[1]) === envelopes.length };
        const bytes = envelope_of_line(line);
        if (bytes !== undefined) envelopes.push(bytes);
    }
    return { programme, envelopes, is_whole: false };
}

function envelope_of_line(line: string): Bytes | undefined {
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(line) || line.length % 4 !== 0) return undefined;
    const bytes = bytes_of_base64(line);
    return new TextDecoder().decode(bytes.subarray(0, 4)) === 'MNK1' ? bytes : undefined;
}

/** Receipts, one JSON a line, as the server's command writes them; other lines are passed over. */
export function read_receipts(text: string): Receipt[] {
    return text.split(/\r?\n/).flatMap((line) => {
        if (!line.startsWith('{')) return [];
        try {
            const value: unknown = JSON.parse(line);
            return is_receipt(value) ? [value] : [];
        } catch (problem) {
            if (problem instanceof SyntaxError) return [];
            throw problem;
        }
    });
}
