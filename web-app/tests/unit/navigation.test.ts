import { describe, expect, it } from 'vitest';
import type { Grant } from '@api-client/contract';
import { navigation_for, permissions_of, places_in_bar, screen_of, split_for_bar } from '@app/navigation';
import { own_address } from '@app/own_address';
import { home_order } from '@app/screens/home_order';
import { by_programme } from '@app/session';

const grant = (id: string, programme: string, permissions: string[]): Grant => ({
    id,
    programme: { id: programme, code: programme, name: programme, country: 'PE' },
    role: 'specialist',
    valid_from: '2026-01-01',
    permissions,
});
const names = (permissions: string[], has_teams = true): string[] => navigation_for(new Set(permissions), has_teams).map((entry) => entry.screen);

describe('the sections a person sees', () => {
    it('are those of their permissions and the home', () => {
        expect(names([])).toEqual(['home']);
        expect(names(['people_read', 'register_read'])).toEqual(['home', 'schools', 'territories', 'people', 'partners']);
    });
    it('hold the teams only in a programme that has teams', () => {
        expect(names(['teams_read'], true)).toEqual(['home', 'teams']);
        expect(names(['teams_read'], false)).toEqual(['home']);
    });
    it('hold the conflicts only for who may read whole answers', () => {
        expect(names(['submissions_read'])).toEqual(['home']);
        expect(names(['submissions_read', 'need_to_know'])).toEqual(['home']);
        expect(names(['submissions_read', 'need_to_know', 'people_read'])).toEqual(['home', 'people', 'conflicts']);
    });
    it('join what several grants of one programme allow', () => {
        expect([...permissions_of([grant('1', 'a', ['x']), grant('2', 'a', ['x', 'y'])])]).toEqual(['x', 'y']);
    });
    it('fit the bar of a phone: five stand in it, a sixth goes behind "more" with the fifth', () => {
        const entries = (count: number) => Array.from({ length: count }, () => ({ screen: 'home', icon: 'home' }) as const);
        expect(split_for_bar(entries(places_in_bar + 1)).more).toHaveLength(0);
        const { bar, more } = split_for_bar(entries(places_in_bar + 2));
        expect([bar.length, more.length]).toEqual([places_in_bar, 2]);
    });
});

describe('the way back after signing in', () => {
    it('stays on our own site', () => {
        expect(own_address('/apostemos/teams?stage=x')).toBe('/apostemos/teams?stage=x');
        for (const elsewhere of ['//example.org', '/\\example.org', 'https://example.org', 'apostemos', undefined, ['/a']]) {
            expect(own_address(elsewhere)).toBe('/');
        }
    });
});

describe('grants', () => {
    it('stand under their programme, in the order they came', () => {
        const grouped = by_programme([grant('1', 'b', []), grant('2', 'a', []), grant('3', 'b', [])]);
        expect(grouped.map((one) => [one.code, one.grants.map((two) => two.id)])).toEqual([
            ['b', ['1', '3']],
            ['a', ['2']],
        ]);
    });
});

describe('the link of a task', () => {
    it('leads to the page of the thing, or to a list', () => {
        expect(screen_of({ screen: 'ugel', id: 'u1' })).toEqual({ name: 'ugel', params: { id: 'u1' } });
        expect(screen_of({ screen: 'teams', id: '' })).toEqual({ name: 'teams', params: {} });
    });
    it('leads nowhere for a screen this version does not have', () => {
        expect(screen_of({ screen: 'visit', id: 'v1' })).toBeUndefined();
    });
});

describe('the home', () => {
    it('begins with figures for who answers for a whole, with work for who acts', () => {
        expect(home_order('national_directorate')).toBe('figures_first');
        expect(home_order('funder')).toBe('figures_first');
        expect(home_order('specialist')).toBe('work_first');
        expect(home_order('something new')).toBe('work_first');
    });
});
