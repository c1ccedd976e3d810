import read_qr from 'jsqr';
import { describe, expect, it } from 'vitest';
import { opening_code, picture_text } from '@capture/pair_seal';
import { error_correction, qr_code, qr_code_with, TextTooLongError } from '@ui/qr_code';

const drawn = (rows: readonly (readonly boolean[])[]): string => rows.map((row) => row.map((dark) => (dark ? '#' : '.')).join('')).join('\n');

describe('a QR code', () => {
    it('is what qrencode 4.1.1 draws: "qrencode -8 -l M -m 0 -t ASCII hola", whose mask is the third', () => {
        expect(drawn(qr_code_with('hola', 2))).toBe(
            [
                '#######..##.#.#######',
                '#.....#...#.#.#.....#',
                '#.###.#.###...#.###.#',
                '#.###.#.##....#.###.#',
                '#.###.#.#####.#.###.#',
                '#.....#.##..#.#.....#',
                '#######.#.#.#.#######',
                '........#..##........',
                '#.#####.....#.#####..',
                '###.#...###.#..#.#..#',
                '.#...####..#.#..##.#.',
                '#.###..##......####..',
                '..#..##.#.##.#..#...#',
                '........##.####..#..#',
                '#######..##.#.##..##.',
                '#.....#.#######..##..',
                '#.###.#.##..#..#...#.',
                '#.###.#.#.#.#..#..#..',
                '#.###.#.##.#.#..###..',
                '#.....#...#....##.#..',
                '#######.#..#.#..#.##.',
            ].join('\n'),
        );
    });
    it('grows with the text and refuses one that is too long', () => {
        expect(qr_code('x'.repeat(14)).length).toBe(21);
        expect(qr_code('x'.repeat(15)).length).toBe(25);
        expect(qr_code('x'.repeat(213)).length).toBe(57);
        expect(() => qr_code('x'.repeat(214))).toThrow(TextTooLongError);
    });
    it('corrects with the remainder that makes every root of the generator a root of the whole', () => {
        // With the exponents of GF(256) by x^8+x^4+x^3+x^2+1, worked independently of the code's tables.
        const times = (a: number, b: number): number => {
            let product = 0;
            for (let left = a, right = b; right > 0; right >>= 1, left = (left << 1) ^ (left & 0x80 ? 0x11d : 0)) if (right & 1) product ^= left;
            return product;
        };
        const data = [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17];
        const whole = [...data, ...error_correction(data, 10)];
        for (let root = 0, value = 1; root < 10; root += 1, value = times(value, 2)) {
            expect(whole.reduce((sum, word) => times(sum, value) ^ word, 0)).toBe(0);
        }
    });
});

/** The picture as a camera held askew sees it: turned by an angle, grey around, four points of light for each module. */
function seen_askew(text: string, angle: number): { pixels: Uint8ClampedArray<ArrayBuffer>; side: number } {
    const modules = qr_code(text);
    const quiet = 4;
    const width = modules.length + 2 * quiet;
    const points = 5;
    const side = Math.ceil(width * points * 1.5);
    const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
    for (let y = 0; y < side; y += 1) {
        for (let x = 0; x < side; x += 1) {
            const [across, down] = [x - side / 2, y - side / 2];
            const column = Math.floor((across * Math.cos(angle) + down * Math.sin(angle)) / points + width / 2);
            const row = Math.floor((down * Math.cos(angle) - across * Math.sin(angle)) / points + width / 2);
            const is_inside = column >= 0 && row >= 0 && column < width && row < width;
            const light = !is_inside ? 120 : modules[row - quiet]?.[column - quiet] === true ? 40 : 230;
            pixels.fill(light, (y * side + x) * 4, (y * side + x) * 4 + 3);
        }
    }
    return { pixels, side };
}

describe('what one phone of a pair shows', () => {
    const place = { programme: 'p', episode: 'E-1', seat: 'a' } as const;
    const ratings = Array.from({ length: 10 }, (_, at) => [`p${at}`, String(at % 4)] as const);
    it.each([
        ['seal', picture_text('seal', place, 'Z7PMJFQ9W4WBK8NN288A')],
        ['opening', picture_text('opening', place, opening_code('ABCDE0123456789', ratings))],
    ])('is read letter by letter by a reader that knows nothing of who drew it: %s', (_, text) => {
        for (const angle of [0, 0.1, -0.4]) {
            const { pixels, side } = seen_askew(text, angle);
            expect(read_qr(pixels, side, side, { inversionAttempts: 'dontInvert' })?.data).toBe(text);
        }
    });
});
