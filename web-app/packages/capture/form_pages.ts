import { shown_nodes } from '@capture/form_engine';
import type { AnyNode, RootNode } from '@getodk/xforms-engine';

/** What stands together on the screen, and under which headings. */
export interface FormPage {
    id: string;
    /** Labels of the groups around it, outermost first. */
    headings: readonly string[];
    nodes: readonly AnyNode[];
}

type Parts = readonly AnyNode[];

const parts_of = (node: AnyNode): Parts => (node.currentState.children ?? []) as Parts;

/** A group stays whole where the form asks for it ("field-list"); else each question has a page of its own. */
function pages_below(nodes: Parts, headings: readonly string[]): FormPage[] {
    return nodes.flatMap((node) => {
        if (shown_nodes(node).every((one) => one.nodeType === 'group')) return [];
        if (node.nodeType !== 'group' || node.appearances['field-list'] || node.appearances['table-list']) {
            return [{ id: node.nodeId, headings, nodes: [node] }];
        }
        const label = node.currentState.label?.asString ?? '';
        return pages_below(parts_of(node), label === '' ? headings : [...headings, label]);
    });
}

/** The pages of now: answers bring pages up and take them away. A form without style "pages" is one. */
export function pages_of(root: RootNode): FormPage[] {
    if (root.classes.pages) return pages_below(root.currentState.children as Parts, []);
    return [{ id: root.nodeId, headings: [], nodes: root.currentState.children as Parts }];
}

/** The questions of a page that do not stand as they must, in their order. */
export function faults_of(page: FormPage): AnyNode[] {
    return page.nodes.flatMap(shown_nodes).filter((node) => 'violation' in node.validationState && node.validationState.violation !== null);
}

/** The first page that asks for more than what these paths hold already; it may be the end. */
export function page_beyond(pages: readonly FormPage[], answered: ReadonlySet<string>): number {
    const asks = ({ nodes }: FormPage): AnyNode[] => nodes.flatMap(shown_nodes).filter((node) => node.nodeType !== 'group');
    const first = pages.findIndex((page) => !asks(page).every((node) => answered.has(node.currentState.reference)));
    return first < 0 ? pages.length : first;
}
