import { describe, expect, it } from 'vitest';
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
