import { base64, bytes_of_base64 } from '@offline-store/byte_text';
import type { Vault } from '@offline-store/vault';
import type { Answers } from '@capture/form_engine';
import type { PackForm, PackVisit } from '@capture/pack';

/** A form that was begun. It stands under the PIN, whole, with what it needs to be opened again. */
export interface Draft {
    id: string;
    programme: string;
    form: PackForm;
    visit?: PackVisit | undefined;
    /** The visits it was begun with: its lists stay the same when the pack changes. */
    visits: readonly PackVisit[];
    begun_on: string;
    /** The comparison it settles, of a consensus. */
    pair?: string | undefined;
    xml: string;
    files: { name: string; type: string }[];
    /** The hash it was sealed under: it is in the journal, and goes from here. */
    sealed_as?: string | undefined;
}

const file_name = (draft: string, name: string): string => `capture draft ${draft} ${name}`;

/** Photos are large and rarely change: each is written once, not at every letter. */
const written = new WeakMap<File, string>();

export async function save_draft(vault: Vault, draft: Omit<Draft, 'xml' | 'files'>, answers: Answers): Promise<void> {
    for (const file of answers.files) {
        const name = file_name(draft.id, file.name);
        if (written.get(file) === name) continue;
        await vault.keep(name, base64(new Uint8Array(await file.arrayBuffer())));
        written.set(file, name);
    }
    const files = answers.files.map(({ name, type }) => ({ name, type }));
    await vault.save_draft(draft.id, { ...draft, xml: answers.xml, files } satisfies Draft);
}

export async function drafts_of(vault: Vault, programme: string): Promise<Draft[]> {
    const all = (await vault.drafts()).map((kept) => kept.value as Draft);
    return all.filter((draft) => draft.programme === programme).sort((a, b) => a.form.name.localeCompare(b.form.name));
}

export async function draft_answers(vault: Vault, draft: Draft): Promise<Answers> {
    const files: File[] = [];
    for (const { name, type } of draft.files) {
        const content = (await vault.kept(file_name(draft.id, name)))?.value;
        if (typeof content !== 'string') continue;
        const file = new File([bytes_of_base64(content)], name, { type, lastModified: 0 });
        written.set(file, file_name(draft.id, name));
        files.push(file);
    }
    return { xml: draft.xml, files };
}

export async function remove_draft(vault: Vault, draft: Pick<Draft, 'id' | 'files'>): Promise<void> {
    for (const { name } of draft.files) await vault.forget(file_name(draft.id, name));
    await vault.remove_draft(draft.id);
}
