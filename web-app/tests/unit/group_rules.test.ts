import type { GroupProposalPage } from '@api-client/contract';
import { order_again, rules_of, with_list, with_pins, without_rule } from '@app/screens/group_rules';
import { describe, expect, it } from 'vitest';
import { MockGroups } from '../mock-api/groups';

const [ana, blas, cira] = ['a', 'b', 'c'].map((id) => ({ id, name: id.toUpperCase(), school: '' })) as [{ id: string; name: string; school: string }, { id: string; name: string; school: string }, { id: string; name: string; school: string }];
const none = { pinned: [], together: [], apart: [] };

function proposal(): GroupProposalPage {
    const groups = new MockGroups();
    const asked = groups.ask({ least: 4, most: 6, reach_km: 20, pinned: [{ person: 'teacher-0', group: '1' }], together: [], apart: [['teacher-1', 'teacher-2']] });
    const page = groups.find(asked?.id ?? '');
    if (page === undefined) throw new Error('The mock lost its proposal.');
    return page;
}

describe('the rules of groups', () => {
    it('pin a person once: the later group counts', () => {
        const first = with_pins(none, [{ person: ana, group: '1' }, { person: blas, group: '2' }]);
        const second = with_pins(first, [{ person: ana, group: '3' }]);
        expect(second.pinned).toEqual([{ person: blas, group: '2' }, { person: ana, group: '3' }]);
    });

    it('bring together or keep apart two people or more', () => {
        expect(with_list(none, 'together', [{ person: ana, group: '1' }])).toEqual(none);
        const apart = with_list(none, 'apart', [{ person: ana, group: '1' }, { person: cira, group: '1' }]);
        expect(apart.apart).toEqual([[ana, cira]]);
        expect(without_rule(apart, 'apart', 0)).toEqual(none);
    });

    it('go with the order again, which is otherwise the same', () => {
        const page = proposal();
        const order = order_again(page, without_rule(rules_of(page), 'apart', 0));
        expect(order).toEqual({ on: '2026-11-22', least: 4, most: 6, is_anew: false, reach_km: 20, pinned: [{ person: 'teacher-0', group: '1' }], together: [], apart: [] });
    });
});
