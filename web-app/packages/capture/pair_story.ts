import type { Vault } from '@offline-store/vault';
import type { PairPlace, Ratings } from '@capture/pair_seal';

/**
 * What a phone keeps of its own sealed sheet until the two have compared: the codes without a word of evidence, under
 * the PIN. The sheet itself is sealed, and nobody opens it here.
 */
export interface PairStory extends PairPlace {
    id: string;
    form: string;
    place: string;
    visit: string;
    sealed_on: string;
    salt: string;
    code: string;
    ratings: Ratings;
    /** What the form calls each practice. */
    names: Record<string, string>;
    /** The partner's seal, before any rating was told; and then what their sheet says. */
    partner_code?: string | undefined;
    partner_ratings?: Ratings | undefined;
}

const name = (programme: string): string => `capture pairs ${programme}`;
const days_kept = 21;

async function all_of(vault: Vault, programme: string): Promise<PairStory[]> {
    return ((await vault.kept(name(programme)))?.value as PairStory[] | undefined) ?? [];
}

/** Those that are not older than a trip; older ones go. */
export async function pair_stories(vault: Vault, programme: string, today: string): Promise<PairStory[]> {
    const all = await all_of(vault, programme);
    const first = new Date(Date.parse(today) - days_kept * 86_400_000).toISOString().slice(0, 10);
    const left = all.filter((one) => one.sealed_on >= first);
    if (left.length < all.length) await vault.keep(name(programme), left);
    return left;
}

export async function save_story(vault: Vault, story: PairStory): Promise<void> {
    const others = (await all_of(vault, story.programme)).filter((one) => one.id !== story.id);
    await vault.keep(name(story.programme), [...others, story]);
}

export async function remove_story(vault: Vault, story: Pick<PairStory, 'id' | 'programme'>): Promise<void> {
    const left = (await all_of(vault, story.programme)).filter((one) => one.id !== story.id);
    await vault.keep(name(story.programme), left);
}
