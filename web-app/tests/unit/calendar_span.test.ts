import { describe, expect, it } from 'vitest';
import { months_between, share_of_span } from '../../packages/app/parts/calendar_span';

const year = { from: '2026-01-01', to: '2027-01-01' };

describe('a span of the calendar', () => {
    it('places a day by its share of the span, and none outside it', () => {
        expect(share_of_span(year, '2026-01-01')).toBe(0);
        expect(share_of_span(year, '2027-01-01')).toBe(1);
        // 31 days of January, of 365.
        expect(share_of_span(year, '2026-02-01')).toBeCloseTo(31 / 365, 12);
        expect(share_of_span(year, '2025-12-31')).toBeUndefined();
        expect(share_of_span(year, '2027-01-02')).toBeUndefined();
        expect(share_of_span({ from: '2026-01-01', to: '2026-01-01' }, '2026-01-01')).toBeUndefined();
    });

    it('names the months that begin in it, fewer when there are many', () => {
        expect(months_between({ from: '2026-02-15', to: '2026-05-10' }).map((one) => one.from)).toEqual(['2026-03-01', '2026-04-01', '2026-05-01']);
        // 13 months begin: every second is named.
        expect(months_between(year).map((one) => one.from.slice(5, 7))).toEqual(['01', '03', '05', '07', '09', '11', '01']);
    });
});
