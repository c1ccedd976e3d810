export const parsed = (xml: string): Document => new DOMParser().parseFromString(xml, 'text/xml');

/** Fact and field of each bind ("observation.seat"), with the path of its question. */
export function facts_of(form: string): Map<string, string> {
    const found = new Map<string, string>();
    for (const bind of parsed(form).getElementsByTagName('bind')) {
        const path = bind.getAttribute('nodeset');
        const fact = [...bind.attributes].find((one) => one.name === 'fact' || one.name.endsWith(':fact'))?.value ?? '';
        if (path !== null) for (const one of fact.split(' ')) if (one !== '') found.set(one, path);
    }
    return found;
}

/** What stands at a path of filled answers; empty when nothing does. */
export function value_at(answers: Document, path: string): string {
    let node: Element | undefined = answers.documentElement;
    for (const name of path.split('/').slice(2)) node = node === undefined ? undefined : [...node.children].find((one) => one.localName === name);
    return node?.textContent.trim() ?? '';
}

/** What the sheets of one sitting have in common, by the path of its question: the school and the wave of answers. */
export function common_answers(form: string, answers: string): ReadonlyMap<string, string> {
    const facts = facts_of(form);
    const sheet = parsed(answers);
    const paths = ['answers.school', 'answers.wave'].flatMap((fact) => facts.get(fact) ?? []);
    return new Map(paths.map((path) => [path, value_at(sheet, path)]));
}
