/**
 * A QR code of a short text: byte mode, error correction M, versions 1 to 10, the mask with the least penalty.
 *
 * Source: ISO/IEC 18004:2015, sections 7.4 (byte mode), 7.5 and table 9 (blocks), 7.7 (placement), 7.8 (masks), 7.9 and 7.10
 * (format and version information).
 */
export type QrModules = readonly (readonly boolean[])[];

export class TextTooLongError extends Error {}

/** Of each version at level M: codewords in all, error correction codewords a block, blocks. */
const capacity: readonly (readonly [number, number, number])[] = [
    [26, 10, 1],
    [44, 16, 1],
    [70, 26, 1],
    [100, 18, 2],
    [134, 24, 2],
    [172, 16, 4],
    [196, 18, 4],
    [242, 22, 4],
    [292, 22, 5],
    [346, 26, 5],
];
const alignment: readonly (readonly number[])[] = [
    [],
    [6, 18],
    [6, 22],
    [6, 26],
    [6, 30],
    [6, 34],
    [6, 22, 38],
    [6, 24, 42],
    [6, 26, 46],
    [6, 28, 50],
];

const exponents = new Uint8Array(512);
const logarithms = new Uint8Array(256);
for (let power = 0, value = 1; power < 255; power += 1) {
    exponents[power] = exponents[power + 255] = value;
    logarithms[value] = power;
    value = (value << 1) ^ (value & 0x80 ? 0x11d : 0);
}
const at = (list: ArrayLike<number>, index: number): number => list[index] ?? 0;
const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : at(exponents, at(logarithms, a) + at(logarithms, b)));

/** The remainder of data · x^count by the generator with roots 2^0 .. 2^(count - 1). */
export function error_correction(data: readonly number[], count: number): number[] {
    let generator = [1];
    for (let root = 0; root < count; root += 1) {
        const next = [...generator, 0];
        generator.forEach((factor, index) => {
            next[index + 1] = at(next, index + 1) ^ times(factor, at(exponents, root));
        });
        generator = next;
    }
    const rest = [...data, ...new Array<number>(count).fill(0)];
    data.forEach((_, index) => {
        const lead = at(rest, index);
        generator.forEach((factor, place) => {
            rest[index + place] = at(rest, index + place) ^ times(factor, lead);
        });
    });
    return rest.slice(data.length);
}

function data_codewords(bytes: Uint8Array, version: number, room: number): number[] {
    const bits: number[] = [];
    const push = (value: number, length: number): void => {
        for (let bit = length - 1; bit >= 0; bit -= 1) bits.push((value >> bit) & 1);
    };
    push(0b0100, 4);
    push(bytes.length, version < 10 ? 8 : 16);
    bytes.forEach((byte) => push(byte, 8));
    push(0, Math.min(4, room * 8 - bits.length));
    while (bits.length % 8 !== 0) bits.push(0);
    const words: number[] = [];
    for (let start = 0; start < bits.length; start += 8) words.push(bits.slice(start, start + 8).reduce((sum, bit) => sum * 2 + bit, 0));
    for (let pad = 0xec; words.length < room; pad ^= 0xec ^ 0x11) words.push(pad);
    return words;
}

function all_codewords(bytes: Uint8Array, version: number): number[] {
    const [total = 0, correcting = 0, blocks = 1] = capacity[version - 1] ?? [];
    const room = total - correcting * blocks;
    const data = data_codewords(bytes, version, room);
    const short = Math.floor(room / blocks);
    const longer = room % blocks;
    const parts: number[][] = [];
    for (let block = 0, start = 0; block < blocks; block += 1) {
        const length = short + (block >= blocks - longer ? 1 : 0);
        parts.push(data.slice(start, start + length));
        start += length;
    }
    const corrections = parts.map((part) => error_correction(part, correcting));
    const words: number[] = [];
    for (let index = 0; index <= short; index += 1) for (const part of parts) if (index < part.length) words.push(at(part, index));
    for (let index = 0; index < correcting; index += 1) for (const part of corrections) words.push(at(part, index));
    return words;
}

function coded(value: number, length: number, generator: number): number {
    let rest = value << length;
    for (let bit = 31; bit >= length; bit -= 1) if ((rest >>> bit) & 1) rest ^= generator << (bit - length);
    return (value << length) | rest;
}

const masks: readonly ((row: number, column: number) => boolean)[] = [
    (row, column) => (row + column) % 2 === 0,
    (row) => row % 2 === 0,
    (_, column) => column % 3 === 0,
    (row, column) => (row + column) % 3 === 0,
    (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
    (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
    (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
    (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
];

/** A square that is being drawn: what stands, and where nothing else may be written. */
class Drawing {
    readonly modules: boolean[][];
    readonly fixed: boolean[][];
    constructor(readonly size: number) {
        const square = (): boolean[][] => Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
        this.modules = square();
        this.fixed = square();
    }
    set(row: number, column: number, dark: boolean): void {
        const line = this.modules[row];
        const marks = this.fixed[row];
        if (line === undefined || marks === undefined || column < 0 || column >= this.size) return;
        line[column] = dark;
        marks[column] = true;
    }
    /** A square of rings about its middle, those of `light` left white. */
    rings(row: number, column: number, reach: number, light: readonly number[]): void {
        for (let down = -reach; down <= reach; down += 1)
            for (let across = -reach; across <= reach; across += 1)
                this.set(row + down, column + across, !light.includes(Math.max(Math.abs(down), Math.abs(across))));
    }
}

function draw_patterns(drawing: Drawing, version: number): void {
    const { size } = drawing;
    for (let index = 0; index < size; index += 1) {
        drawing.set(6, index, index % 2 === 0);
        drawing.set(index, 6, index % 2 === 0);
    }
    for (const [row, column] of [
        [3, 3],
        [3, size - 4],
        [size - 4, 3],
    ] as const)
        drawing.rings(row, column, 4, [2, 4]);
    const places = alignment[version - 1] ?? [];
    const last = places.length - 1;
    places.forEach((row, first) =>
        places.forEach((column, second) => {
            const is_corner = (first === 0 && second === 0) || (first === 0 && second === last) || (first === last && second === 0);
            if (!is_corner) drawing.rings(row, column, 2, [1]);
        }),
    );
    if (version < 7) return;
    const information = coded(version, 12, 0x1f25);
    for (let bit = 0; bit < 18; bit += 1) {
        const dark = ((information >> bit) & 1) === 1;
        drawing.set(Math.floor(bit / 3), size - 11 + (bit % 3), dark);
        drawing.set(size - 11 + (bit % 3), Math.floor(bit / 3), dark);
    }
}

function draw_format(drawing: Drawing, mask: number): void {
    const { size } = drawing;
    const bits = coded(mask, 10, 0x537) ^ 0x5412; // level M is 00
    const dark = (bit: number): boolean => ((bits >> bit) & 1) === 1;
    for (let bit = 0; bit < 6; bit += 1) drawing.set(bit, 8, dark(bit));
    drawing.set(7, 8, dark(6));
    drawing.set(8, 8, dark(7));
    drawing.set(8, 7, dark(8));
    for (let bit = 9; bit < 15; bit += 1) drawing.set(8, 14 - bit, dark(bit));
    for (let bit = 0; bit < 8; bit += 1) drawing.set(8, size - 1 - bit, dark(bit));
    for (let bit = 8; bit < 15; bit += 1) drawing.set(size - 15 + bit, 8, dark(bit));
    drawing.set(size - 8, 8, true);
}

function draw_words(drawing: Drawing, words: readonly number[], mask: number): void {
    const { size, fixed, modules } = drawing;
    const hides = masks[mask] ?? ((): boolean => false);
    let bit = 0;
    for (let right = size - 1, up = true; right > 0; right -= right === 8 ? 3 : 2, up = !up) {
        for (let step = 0; step < size; step += 1) {
            const row = up ? size - 1 - step : step;
            for (const column of [right, right - 1]) {
                const line = modules[row];
                if (line === undefined || fixed[row]?.[column]) continue;
                const dark = ((at(words, bit >> 3) >> (7 - (bit & 7))) & 1) === 1;
                bit += 1;
                line[column] = dark !== hides(row, column);
            }
        }
    }
}

/** Section 7.8.3: runs, squares, what looks like a finder, and the share of dark. */
export function penalty(modules: QrModules): number {
    const size = modules.length;
    const dark = (row: number, column: number): boolean => modules[row]?.[column] ?? false;
    let sum = 0;
    let count = 0;
    for (const turned of [false, true]) {
        const get = (line: number, place: number): boolean => (turned ? dark(place, line) : dark(line, place));
        for (let line = 0; line < size; line += 1) {
            let run = 0;
            let text = '';
            for (let place = 0; place < size; place += 1) {
                run = place > 0 && get(line, place) === get(line, place - 1) ? run + 1 : 1;
                sum += run === 5 ? 3 : run > 5 ? 1 : 0;
                text += get(line, place) ? '1' : '0';
            }
            for (let place = 0; place + 11 <= size; place += 1) {
                const part = text.slice(place, place + 11);
                sum += part === '10111010000' || part === '00001011101' ? 40 : 0;
            }
        }
    }
    for (let row = 0; row < size; row += 1)
        for (let column = 0; column < size; column += 1) {
            count += dark(row, column) ? 1 : 0;
            const here = dark(row, column);
            if (row + 1 < size && column + 1 < size && here === dark(row + 1, column) && here === dark(row, column + 1) && here === dark(row + 1, column + 1)) sum += 3;
        }
    return sum + 10 * Math.floor(Math.abs(20 * count - 10 * size * size) / (size * size));
}

/** One of the eight codes of a text, by its mask. Throws TextTooLongError above 213 bytes. */
export function qr_code_with(text: string, mask: number): QrModules {
    const bytes = new TextEncoder().encode(text);
    const version = capacity.findIndex(([total, correcting, blocks], index) => bytes.length + (index < 9 ? 2 : 3) <= total - correcting * blocks) + 1;
    if (version === 0) throw new TextTooLongError();
    const drawing = new Drawing(17 + 4 * version);
    draw_patterns(drawing, version);
    draw_format(drawing, mask);
    draw_words(drawing, all_codewords(bytes, version), mask);
    return drawing.modules;
}

/** Rows of dark (true) and light modules, without the quiet zone of four around. */
export function qr_code(text: string): QrModules {
    const codes = masks.map((_, mask) => qr_code_with(text, mask));
    return codes.reduce((best, one) => (penalty(one) < penalty(best) ? one : best));
}
