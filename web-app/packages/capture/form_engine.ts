import type { AnyNode, RootNode, UploadNode } from '@getodk/xforms-engine';
import { shallowReactive } from 'vue';

export type { RootNode } from '@getodk/xforms-engine';

/** A form as a pack brings it: the XForm and the files it names. */
export interface FormSource {
    xml: string;
    /** By file name ("lista.csv"); what is missing is taken as an empty file. */
    files: ReadonlyMap<string, Blob>;
}

/** The answers so far: the instance, and what was photographed or recorded for it. */
export interface Answers {
    xml: string;
    files: readonly File[];
}

/** The form could not be read: our converter and the engine disagree, or the file is torn. */
export class UnreadableFormError extends Error {
    constructor(reason: unknown) {
        super(`The form cannot be opened: ${reason instanceof Error ? reason.message : String(reason)}`, { cause: reason });
        this.name = 'UnreadableFormError';
    }
}

const file_name = (url: URL): string => decodeURIComponent(url.href.slice(url.href.lastIndexOf('/') + 1));

const types: Record<string, string> = { csv: 'text/csv', xml: 'application/xml', geojson: 'application/geo+json' };

function answer_with(file: Blob | undefined, name: string): Response {
    if (file === undefined) return new Response(null, { status: 404 });
    const type = types[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? (file.type || 'application/octet-stream');
    return new Response(file, { status: 200, headers: { 'content-type': type } });
}

const instance_file = 'xml_submission_file';

/** Opens a form, empty or with what was answered before. The engine comes with the first form, not with the app. */
export async function open_form(source: FormSource, device: string, before?: Answers): Promise<RootNode> {
    const { loadForm } = await import('@getodk/xforms-engine');
    const form = await loadForm(source.xml, {
        fetchFormAttachment: async (url) => answer_with(source.files.get(file_name(url)), file_name(url)),
        missingResourceBehavior: 'BLANK',
    });
    if (form.status === 'failure') throw new UnreadableFormError(form.error);
    // Shallow: the engine replaces what changes, and its nodes are not to be wrapped.
    const config = { stateFactory: shallowReactive, preloadProperties: { deviceID: device } } as const;
    try {
        if (before === undefined) return form.createInstance(config).root;
        const data = new FormData();
        data.append(instance_file, new File([before.xml], instance_file, { type: 'text/xml' }));
        for (const file of before.files) data.append(file.name, file);
        const { root } = await form.restoreInstance({ data: [data as never] }, config);
        await files_are_back(root);
        return root;
    } catch (problem) {
        throw new UnreadableFormError(problem);
    }
}

/** What the form calls the question at each path, in its language of now. */
export function labels_of(root: RootNode): ReadonlyMap<string, string> {
    return new Map(shown_nodes(root).flatMap((node) => {
        const label = 'label' in node.currentState ? (node.currentState.label?.asString ?? '') : '';
        return label === '' ? [] : [[node.currentState.reference, label] as const];
    }));
}

/** Answers a question of text; one that is not shown, or is none of text, stays as it is. */
export function answer_text(root: RootNode, path: string, text: string): void {
    const node = shown_nodes(root).find((one) => one.currentState.reference === path);
    if (node?.nodeType === 'input' && node.valueType === 'string') node.setValue(text);
}

/** Changes what is marked in a question of several choices; one that is not shown stays as it is. */
export function change_choices(root: RootNode, path: string, change: (marked: readonly string[]) => string[]): void {
    const node = shown_nodes(root).find((one) => one.currentState.reference === path);
    if (node?.nodeType !== 'select') return;
    const before = node.currentState.value;
    const after = change(before);
    if (after.join(' ') !== before.join(' ')) node.selectValues(after);
}

const uploads_of = (root: RootNode): UploadNode[] => shown_nodes(root).filter((node) => node.nodeType === 'upload');

/** The engine gives files back a moment after the form: kept in between, a draft would be without its photos. */
async function files_are_back(root: RootNode): Promise<void> {
    const tick = 20;
    for (let waited = 0; uploads_of(root).some((node) => node.currentState.attachmentState.loading); waited += tick) {
        if (waited > 10_000) throw new Error('The photos of this draft do not come back.');
        await new Promise((go_on) => setTimeout(go_on, tick));
    }
}

/**
 * What was answered, with the files the answers name. They are taken from the questions: the engine's own parcel leaves
 * out every file that was there when the form was opened, such as the photos of a draft.
 */
export async function answers_of(root: RootNode): Promise<Answers> {
    const payload = await root.prepareInstancePayload({ payloadType: 'monolithic' });
    const xml = await payload.data[0].get(instance_file).text();
    const files = uploads_of(root).flatMap(({ currentState: { value, instanceValue } }) => {
        if (value === null) return [];
        return value.name === instanceValue ? [value] : [new File([value], instanceValue, { type: value.type, lastModified: 0 })];
    });
    return { xml, files };
}

/** Everything a person can see or answer below a node, itself included. */
export function shown_nodes(node: AnyNode): AnyNode[] {
    if (!node.currentState.relevant || node.nodeType === 'model-value') return [];
    const children = (node.currentState.children ?? []) as readonly AnyNode[];
    return [node, ...children.flatMap(shown_nodes)];
}
