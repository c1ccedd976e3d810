import { beforeEach, describe, expect, it } from 'vitest';
import type { Grant } from '@api-client/contract';
import { choose_grant, forget_grants, grant_for, grant_in, know_grants } from '@app/chosen_grant';

const grant = (id: string, programme: string): Grant => ({
    id,
    programme: { id: programme, code: programme, name: programme, country: 'PE' },
    role: 'specialist',
    valid_from: '2026-01-01',
    permissions: [],
});

describe('working with one of several roles', () => {
    beforeEach(forget_grants);
    it('begins with the first, and names none where there is no choice', () => {
        know_grants([grant('1', 'a'), grant('2', 'a'), grant('3', 'b')]);
        expect(grant_in('a')?.id).toBe('1');
        expect(grant_for('/programmes/a/schools?q=x')).toBe('1');
        expect(grant_for('/programmes/b/schools')).toBeUndefined();
        expect(grant_for('/me')).toBeUndefined();
    });
    it('goes on with what was chosen, until that role is gone', () => {
        know_grants([grant('1', 'a'), grant('2', 'a')]);
        choose_grant(grant('2', 'a'));
        expect(grant_for('/programmes/a/home')).toBe('2');
        know_grants([grant('1', 'a'), grant('4', 'a')]);
        expect(grant_for('/programmes/a/home')).toBe('1');
    });
});
