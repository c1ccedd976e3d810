import { sha256, utf8 } from '@offline-store/byte_text';
import { facts_of, parsed, value_at } from '@capture/form_facts';

/** A place of a pair's episode: whose sheet it is. */
export interface PairPlace {
    programme: string;
    episode: string;
    seat: 'a' | 'b';
}
/** Practice and code: 0 to 3, or 9 where there was no occasion. */
export type Ratings = readonly (readonly [practice: string, code: string])[];

/** What a sheet of observation says, of what two phones compare; the evidence stays sealed. */
export interface SeenEpisode {
    episode: string;
    seat: 'a' | 'b';
    /** By the name of the practice. */
    ratings: Ratings;
    /** The path in the form of each practice, for its label. */
    paths: ReadonlyMap<string, string>;
}

/** Crockford's base 32: without I, L, O and U, which eyes mistake. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const letters_of_hash = 19;
const salt_length = 15;
const none = '9';

const sum_letter = (text: string): string => letters[[...text].reduce((sum, letter, at) => sum + (at + 1) * letters.indexOf(letter), 0) % 31] ?? '0';

/**
 * The code of a sheet's seal, as docs/reference/observation.md has it: the first 95 bits of SHA-256, and a letter that
 * tells a slip of the finger.
 */
export async function seal_code({ programme, episode, seat }: PairPlace, salt: string, ratings: Ratings): Promise<string> {
    const lines = ratings.map(([practice, code]) => `${practice}=${code}\n`).join('');
    const hash = await sha256(utf8(`minka pair 1\n${programme}\n${episode}\n${seat}\n${salt}\n${lines}`));
    const bits = [...hash].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
    const code = Array.from({ length: letters_of_hash }, (_, at) => letters[Number.parseInt(bits.slice(at * 5, at * 5 + 5), 2)] ?? '0').join('');
    return code + sum_letter(code);
}

export function fresh_salt(): string {
    return [...crypto.getRandomValues(new Uint8Array(salt_length))].map((byte) => letters[byte % 32] ?? '0').join('');
}

/** What tells the ratings, and proves that they are those of the seal. */
export function opening_code(salt: string, ratings: Ratings): string {
    const text = salt + ratings.map(([, code]) => code).join('');
    return text + sum_letter(text);
}

/** As people type it: small letters, gaps, and the letters that stand for digits. Nothing when a letter is wrong. */
export function typed_code(text: string): string | undefined {
    const code = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
    const is_whole = code.length > 1 && [...code].every((letter) => letters.includes(letter)) && sum_letter(code.slice(0, -1)) === code.at(-1);
    return is_whole ? code : undefined;
}
export const is_seal = (code: string): boolean => code.length === letters_of_hash + 1;

/** Salt and ratings of an opening, for the same practices as one's own. */
export function read_opening(code: string, own: Ratings): { salt: string; ratings: Ratings } | undefined {
    if (code.length !== salt_length + own.length + 1) return undefined;
    const codes = code.slice(salt_length, -1);
    if (!/^[01239]*$/.test(codes)) return undefined;
    return { salt: code.slice(0, salt_length), ratings: own.map(([practice], at) => [practice, codes[at] ?? none] as const) };
}

/** Four by four, as it is read aloud. */
export const spaced = (code: string): string => (code.match(/.{1,4}/g) ?? []).join(' ');

/** What stands in a picture for the other phone: what it is, of which place, and the code. */
export const picture_text = (kind: 'seal' | 'opening', { episode, seat }: Pick<PairPlace, 'episode' | 'seat'>, code: string): string => `MINKA ${kind === 'seal' ? 'S' : 'R'} ${episode} ${seat} ${code}`;

/** The code in a picture or typed; a picture of another episode or of one's own place is none. */
export function code_from(text: string, kind: 'seal' | 'opening', own: Pick<PairPlace, 'episode' | 'seat'>): string | undefined {
    const parts = text.trim().split(' ');
    if (parts[0] !== 'MINKA') return typed_code(text);
    const [, mark, episode, seat, code = ''] = parts;
    if (mark !== (kind === 'seal' ? 'S' : 'R') || episode !== own.episode || seat === own.seat) return undefined;
    return typed_code(code);
}

/** How far two codes may lie apart without being talked over. */
const allowed_difference = 1;
export const differ = (first: string, second: string): boolean => first !== none && second !== none && Math.abs(Number(first) - Number(second)) > allowed_difference;

/** Where a form asks for the code of the episode that the two agree on; nothing for a form that is no consensus. */
export const consensus_path = (form: string): string | undefined => facts_of(form).get('consensus.episode');

/** Where a consensus asks which practices lay far apart: of these it wants a reason. */
export const apart_path = (form: string): string | undefined => facts_of(form).get('consensus.apart');

/** How a consensus says that no practice lay far apart. */
const none_apart = 'none';

/** The answer to that question: what was marked, and what the two sheets say, which nobody takes away. */
export function marked_apart(marked: readonly string[], own: Ratings, partner: Ratings): string[] {
    const far = own.flatMap(([practice, code], at) => (differ(code, partner[at]?.[1] ?? none) ? [practice] : []));
    const all = [...new Set([...marked, ...far])];
    if (all.length === 0) return [none_apart];
    return far.length === 0 ? all : all.filter((one) => one !== none_apart);
}

/** What a filled sheet of observation says; nothing for any other form. */
export function seen_episode(form: string, answers: string): SeenEpisode | undefined {
    const facts = facts_of(form);
    const sheet = parsed(answers);
    const field = (name: string): string => value_at(sheet, facts.get(`observation.${name}`) ?? '/');
    const seat = field('seat');
    if (!facts.has('observation.episode') || (seat !== 'a' && seat !== 'b')) return undefined;
    const prefix = 'observation.code.';
    const paths = new Map([...facts].filter(([fact]) => fact.startsWith(prefix)).map(([fact, path]) => [fact.slice(prefix.length), path]));
    // By code point, as the server sorts: not by the alphabet of a language.
    const practices = [...paths.keys()].sort((one, other) => (one < other ? -1 : 1));
    const ratings = practices.map((practice) => [practice, value_at(sheet, paths.get(practice) ?? '/') || none] as const);
    // Small letters of a to z alone, as the server does.
    const episode = field('episode').replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());
    return { episode, seat, ratings, paths };
}
