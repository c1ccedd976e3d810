import type { LookalikePair, Person, PersonPage } from '@api-client/contract';
import { people } from './accounts';

/** People of the register who stand in it twice, until somebody says they are one. */
export class MockPeople {
    private readonly merged_into = new Map<string, string>();

    private readonly twin: Person = {
        id: 'person-twin',
        name: 'Nelida Huamani Ccori',
        roles: [{ role: 'teacher', place: 'IEI N.º 201', valid_from: '2026-03-01' }],
    };

    private find(id: string): Person | undefined {
        return [...people, this.twin].find((one) => one.id === id);
    }

    page(id: string): PersonPage | undefined {
        const person = this.find(id);
        if (person === undefined) return undefined;
        const merged = [...this.merged_into].filter(([, into]) => into === id).flatMap(([from]) => this.find(from) ?? []);
        return {
            ...person,
            consents: [
                { purpose: 'contact', text_version: '2026-1', answer: 'given', given_on: '2026-03-02', expires_on: '2027-03-01', holds: true },
                { purpose: 'interview_audio', text_version: '2026-1', answer: 'refused', given_on: '2026-03-02', holds: false },
            ],
            merged,
        };
    }

    lookalikes(): LookalikePair[] {
        const first = people[0];
        if (first === undefined || this.merged_into.size > 0) return [];
        return [{ first, second: this.twin, is_same_name: true, place: 'IEI N.º 201' }];
    }

    merge(from: string, into: string): void {
        this.merged_into.set(from, into);
    }

    unmerge(from: string): void {
        this.merged_into.delete(from);
    }
}
