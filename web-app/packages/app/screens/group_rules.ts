import type { GroupPerson, GroupProposalPage, GroupsOrder } from '@api-client/contract';

/** Rules about people that a coordinator puts together before groups are formed again. */
export interface GroupRules {
    pinned: { person: GroupPerson; group: string }[];
    together: GroupPerson[][];
    apart: GroupPerson[][];
}

/** Somebody chosen on the screen, with the group they stand in. */
export interface ChosenPerson {
    person: GroupPerson;
    group: string;
}

export const rules_of = (page: GroupProposalPage): GroupRules => ({ pinned: [...page.pinned], together: [...page.together], apart: [...page.apart] });

/** A person is pinned once: the later pin counts. */
export function with_pins(rules: GroupRules, chosen: readonly ChosenPerson[]): GroupRules {
    const ids = new Set(chosen.map((one) => one.person.id));
    return { ...rules, pinned: [...rules.pinned.filter((one) => !ids.has(one.person.id)), ...chosen.map(({ person, group }) => ({ person, group }))] };
}

export function with_list(rules: GroupRules, kind: 'together' | 'apart', chosen: readonly ChosenPerson[]): GroupRules {
    return chosen.length < 2 ? rules : { ...rules, [kind]: [...rules[kind], chosen.map((one) => one.person)] };
}

export function without_rule(rules: GroupRules, kind: keyof GroupRules, place: number): GroupRules {
    return { ...rules, [kind]: rules[kind].filter((_one, index) => index !== place) };
}

/** The order of a proposal again, under these rules. */
export function order_again(page: GroupProposalPage, rules: GroupRules): GroupsOrder {
    const { on, least, most, reach_km, is_anew } = page.proposal;
    const ids = (people: GroupPerson[]): string[] => people.map((one) => one.id);
    return {
        on,
        least,
        most,
        is_anew,
        ...(reach_km === undefined ? {} : { reach_km }),
        pinned: rules.pinned.map(({ person, group }) => ({ person: person.id, group })),
        together: rules.together.map(ids),
        apart: rules.apart.map(ids),
    };
}
