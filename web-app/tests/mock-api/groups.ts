import type { GroupDiversity, GroupMembers, GroupPerson, GroupProposal, GroupProposalPage, GroupsApplied, GroupsOrder, GroupsPage } from '@api-client/contract';

const names = ['Amparo', 'Benilda', 'Cruz', 'Deyanira', 'Elvia', 'Fidel', 'Gloria', 'Hernán', 'Isaura', 'Jairo', 'Lucila', 'Marino'];
const people: GroupPerson[] = names.map((name, place) => ({ id: `teacher-${place}`, name: `${name} Prueba`, school: place % 2 === 0 ? 'IE El Guaimaro' : 'IE La Ceja' }));
const diversity = (value: number): GroupDiversity[] => [
    { of: 'all', value, best: 0.972, groups: 2 },
    { of: 'age', value: value - 0.02, best: 0.981, groups: 2 },
    { of: 'experience', value: value - 0.03, best: 0.965, groups: 2 },
];

/** Twelve teachers in two groups, one of whom left; a proposal is ready when it is asked about for the third time. */
export class MockGroups {
    private made: { page: GroupProposalPage; looks: number }[] = [];
    private is_recorded = false;

    page(may_form: boolean): GroupsPage {
        const group = (code: string, count: number) => ({ id: `group-${code}`, code, place: `Sede ${code}`, time: '', people: count, since: '2026-02-16', is_own: true });
        return {
            cycle_id: '2026-a',
            cycle: 'Primer ciclo de 2026',
            on: '2026-11-22',
            groups: [group('1', 6), group('2', this.is_recorded ? 6 : 5)],
            teachers: 12,
            without_group: this.is_recorded ? 0 : 2,
            gone: this.is_recorded ? 0 : 1,
            diversity: diversity(this.is_recorded ? 0.958 : 0.91),
            diversity_people: this.is_recorded ? 12 : 10,
            diversity_unknown: 0,
            may_form,
        };
    }

    members(code: string): GroupMembers {
        return { group: code, members: people.filter((_one, place) => place % 2 === (code === '1' ? 0 : 1)), others: 0 };
    }

    ask(order: GroupsOrder): GroupProposal | undefined {
        if (order.least > order.most) return undefined;
        const by_id = (id: string): GroupPerson => people.find((one) => one.id === id) ?? { id, name: '', school: '' };
        const proposal: GroupProposal = {
            id: `proposal-${this.made.length + 1}`,
            on: order.on ?? '2026-11-22',
            least: order.least,
            most: order.most,
            is_anew: order.is_anew ?? false,
            asked_at: '2026-11-22T15:00:00Z',
            state: 'forming',
            share: 0.4,
            iterations: 120_000,
            seed: 1,
            was_stopped: false,
            ...(order.reach_km === undefined ? {} : { reach_km: order.reach_km }),
        };
        const page: GroupProposalPage = {
            proposal,
            pinned: order.pinned.map(({ person, group }) => ({ person: by_id(person), group })),
            together: order.together.map((list) => list.map(by_id)),
            apart: order.apart.map((list) => list.map(by_id)),
            groups: [],
            diversity: [],
            filled: 0,
            stayed: 0,
            moved: 0,
            joined: 0,
            left: 0,
            moves: [],
            costs: [],
            mean_km: 0,
            farthest_km: 0,
            ended: [],
        };
        this.made = [{ page, looks: 0 }, ...this.made];
        return proposal;
    }

    list(): GroupProposal[] {
        return this.made.map((one) => one.page.proposal);
    }

    find(id: string): GroupProposalPage | undefined {
        const found = this.made.find((one) => one.page.proposal.id === id);
        if (found === undefined) return undefined;
        found.looks += 1;
        if (found.looks > 2 && found.page.proposal.state === 'forming') this.finish(found.page);
        return found.page;
    }

    stop(id: string): GroupProposal | undefined {
        const page = this.made.find((one) => one.page.proposal.id === id)?.page;
        if (page === undefined) return undefined;
        page.proposal.was_stopped = true;
        this.finish(page);
        return page.proposal;
    }

    apply(id: string): GroupsApplied | undefined {
        const page = this.made.find((one) => one.page.proposal.id === id)?.page;
        if (page?.proposal.state !== 'ready') return undefined;
        page.proposal.state = 'applied';
        this.is_recorded = true;
        return { formed: 0, ended: 0, joined: 2, moved: 0, left: 1 };
    }

    private finish(page: GroupProposalPage): void {
        const [first, second, third] = people as [GroupPerson, GroupPerson, GroupPerson];
        page.proposal.state = 'ready';
        page.proposal.share = 1;
        page.groups = [
            { code: '1', place: 'Sede 1', time: '', people: 6, before: 6 },
            { code: '2', place: 'Sede 2', time: '', people: 6, before: 5 },
        ];
        page.diversity = diversity(0.958);
        page.share_of_bound = 0.9312;
        page.filled = 1;
        page.stayed = 10;
        page.joined = 2;
        page.left = 1;
        page.moves = [
            { person: first, from: '', to: '2' },
            { person: second, from: '', to: '2' },
            { person: third, from: '1', to: '' },
        ];
        page.costs = [
            { rule: 'former', share: 0.0123 },
            ...(page.pinned.length > 0 ? [{ rule: 'pinned' as const, share: 0 }] : []),
        ];
        page.mean_km = page.proposal.reach_km === undefined ? 0 : 6.2;
        page.farthest_km = page.proposal.reach_km === undefined ? 0 : 18.4;
    }
}
