import { describe, expect, it } from 'vitest';
import { fitted } from '@capture/photo';
import { read_input } from '@capture/input_value';
import { range_steps } from '@capture/range_steps';

describe('what is typed', () => {
    it.each<[string, Parameters<typeof read_input>[1], string | undefined]>([
        ['3,5', 'decimal', '3.5'],
        ['3.5', 'decimal', '3.5'],
        ['-0,25', 'decimal', '-0.25'],
        ['1.000,5', 'decimal', undefined],
        ['tres', 'decimal', undefined],
        [' 12 ', 'int', '12'],
        ['+7', 'int', '7'],
        ['3,5', 'int', undefined],
        ['', 'int', ''],
        ['07:45', 'time', '07:45:00.000'],
        [' con espacios ', 'string', ' con espacios '],
    ])('%j as %s is %j', (text, kind, value) => {
        expect(read_input(text, kind, 'day')).toBe(value);
    });
    it('of a date may be the month or the year alone', () => {
        expect(read_input('2026-03', 'date', 'month')).toBe('2026-03-01');
        expect(read_input('1998', 'date', 'year')).toBe('1998-01-01');
        expect(read_input('98', 'date', 'year')).toBeUndefined();
    });
});

describe('the steps of a range', () => {
    it('go from end to end, tenths without drift, downwards too', () => {
        expect(range_steps({ start: '0', end: '10', step: '1' }).length).toBe(11);
        expect(range_steps({ start: '0', end: '1', step: '0.1' })).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
        expect(range_steps({ start: '5', end: '1', step: '2' })).toEqual([5, 3, 1]);
        expect(range_steps({ start: '1', end: '5', step: '0' })).toEqual([1, 5]);
        expect(range_steps({ start: '0', end: '10', step: '4' })).toEqual([0, 4, 8]);
    });
});

describe('a photo', () => {
    it('is made smaller to fit, never larger, and keeps its form', () => {
        expect(fitted(4000, 3000, 1600)).toEqual({ width: 1600, height: 1200 });
        expect(fitted(640, 480, 1600)).toEqual({ width: 640, height: 480 });
        expect(fitted(1, 9000, 100)).toEqual({ width: 1, height: 100 });
    });
});
