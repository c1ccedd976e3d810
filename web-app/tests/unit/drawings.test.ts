import { describe, expect, it } from 'vitest';
import { coverage_step, draw_map, map_width, type MapFeatures } from '@app/parts/map_drawing';
import { trend_path } from '@app/parts/trend_path';

describe('the line of a trend', () => {
    it('stands on a scale from nothing to all, whatever the values', () => {
        // Shares 0, 1/2 and 1 on days 0, 5 and 10: x 0, 50, 100; y = 30 - 28 * share.
        const points = [
            { date: '2026-01-01', n: 0, total: 4 },
            { date: '2026-01-06', n: 2, total: 4 },
            { date: '2026-01-11', n: 4, total: 4 },
        ];
        expect(trend_path(points).line).toBe('M0 30L50 16L100 2');
    });
    it('does not depend on the order of the points', () => {
        const one = { date: '2026-01-01', n: 1, total: 2 };
        const two = { date: '2026-02-01', n: 2, total: 2 };
        expect(trend_path([two, one])).toEqual(trend_path([one, two]));
    });
    it('is not drawn from one point, nor from a total of nothing', () => {
        expect(trend_path([]).line).toBe('');
        expect(trend_path([{ date: '2026-01-01', n: 1, total: 2 }]).line).toBe('');
        expect(trend_path([{ date: '2026-01-01', n: 0, total: 0 }, { date: '2026-02-01', n: 0, total: 0 }]).line).toBe('');
    });
});

describe('the map', () => {
    const square = (x: number, y: number): number[][][] => [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]];
    const features = (geometry: MapFeatures['features'][number]['geometry']): MapFeatures => ({
        type: 'FeatureCollection',
        features: [{ type: 'Feature', properties: { id: 'a', name: 'A', value: 1, total: 2 }, geometry }],
    });

    it('takes its steps at each quarter', () => {
        expect([0, 24, 25, 49, 50, 74, 75, 100].map((value) => coverage_step(value, 100))).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
        expect(coverage_step(undefined, 100)).toBe(0);
        expect(coverage_step(3, 0)).toBe(0);
    });
    it('draws a square at the equator as a square, north upwards', () => {
        const drawing = draw_map(features({ type: 'Polygon', coordinates: square(-75, -0.5) }));
        expect([drawing.width, drawing.height]).toEqual([map_width, map_width]);
        expect(drawing.places[0]?.path.startsWith(`M0 ${map_width}L`)).toBe(true);
    });
    it('draws every part of a place with islands', () => {
        const drawing = draw_map(features({ type: 'MultiPolygon', coordinates: [square(0, 0), square(2, 0)] }));
        expect(drawing.places[0]?.path.match(/M/g)).toHaveLength(2);
    });
    it('is empty without borders, and keeps the figure', () => {
        expect(draw_map(features(null))).toEqual({ width: map_width, height: 0, places: [] });
    });
});
