import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { words_es } from '@app/words/words_es';
import { describe, expect, it } from 'vitest';

interface Codes {
    /** The schema and the property that holds one of them. */
    name: string;
    codes: string[];
}

/** The closed lists of codes in what the server documents that it answers. */
function documented_codes(): Codes[] {
    const lines = readFileSync(fileURLToPath(new URL('../../../docs/reference/api.yaml', import.meta.url)), 'utf8').split('\n');
    const found: Codes[] = [];
    let schema = '';
    let property = '';
    for (let at = lines.indexOf('  schemas:') + 1; at < lines.length; at += 1) {
        const line = lines[at] ?? '';
        schema = /^ {4}(\w+):$/.exec(line)?.[1] ?? schema;
        property = /^ {8}(\w+):$/.exec(line)?.[1] ?? property;
        if (!/^ +enum:$/.test(line)) continue;
        const codes: string[] = [];
        for (; /^ +- /.test(lines[at + 1] ?? ''); at += 1) codes.push((lines[at + 1] ?? '').trim().slice(2).replaceAll('"', ''));
        found.push({ name: `${schema}.${property}`, codes });
    }
    return found;
}

/** Codes that no one reads: the app chooses a part by them, sends them, or says them in sentences of the screen itself. */
const said_by_the_screen = new Set([
    'BlockShown.kind', 'ColumnShown.kind', 'ConflictDecision.keep', 'ConflictListed.kind', 'ConflictShown.kind', 'ConsentOfPerson.answer', 'DiversityShown.of', 'EpisodeItem.state',
    'EpisodeItem.seals', 'EpisodeObserver.seat', 'ErasureShown.basis', 'HomeTask.kind', 'ImportAsked.kind', 'ImportAsked.run', 'ImportKindShown.kind', 'LandExportShown.state',
    'ObserverItem.standing', 'ProposalItem.state', 'ReportAsked.kind', 'ReportAsked.audience', 'ReportShown.kind', 'ReportShown.audience', 'ReportShown.state',
    'RuleCostShown.rule', 'TaskLink.screen', 'TerritoryItem.tree', 'TerritoryPage.tree',
]);

describe('a code that the server can answer', () => {
    const lists = documented_codes();
    const kinds = Object.values(words_es).map((words) => new Set(Object.keys(words)));

    it('is one of many lists', () => {
        expect(lists.length).toBeGreaterThan(40);
    });

    it.each(lists.filter(({ name }) => !said_by_the_screen.has(name)))('as $name has a word for each', ({ codes }) => {
        const missing = kinds.map((words) => codes.filter((code) => !words.has(code))).sort((one, other) => one.length - other.length)[0];
        expect(missing).toEqual([]);
    });
});
