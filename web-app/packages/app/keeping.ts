import { Journal } from '@offline-store/journal';
import { Vault } from '@offline-store/vault';
import { shallowRef, readonly, ref } from 'vue';

const user_key = 'minka.user';
const open_vault = shallowRef<Vault>();
const exists = ref(false);

/** The open store of the person at work, if they opened one. */
export const vault = readonly(open_vault);
/** Whether this phone holds a store of that person, open or locked. */
export const vault_exists = readonly(exists);

/** The id, and nothing else, of who last signed in here: it says whose store to look for without a network. */
export function last_user(): string | undefined {
    return localStorage.getItem(user_key) ?? undefined;
}

export function current_vault(): Vault | undefined {
    return open_vault.value;
}

export async function look_for_vault(user_id: string): Promise<boolean> {
    localStorage.setItem(user_key, user_id);
    exists.value = await Vault.exists(user_id);
    return exists.value;
}

export async function create_vault(user_id: string, pin: string): Promise<void> {
    open_vault.value?.close();
    open_vault.value = await Vault.create(user_id, pin);
    exists.value = true;
}

/** Throws WrongPinError and VaultErasedError. */
export async function unlock_vault(user_id: string, pin: string): Promise<void> {
    open_vault.value = await Vault.open(user_id, pin);
    exists.value = true;
}

/** Closes the store and leaves it on the phone. */
export function lock_vault(): void {
    open_vault.value?.close();
    open_vault.value = undefined;
}

/** Closes and erases the store of a user on this phone. */
export async function erase_vault(user_id: string): Promise<void> {
    lock_vault();
    exists.value = false;
    await Vault.erase(user_id);
}

/** Counts up when sealed records left in the background, for screens that show what waits. */
export const journal_changes = ref(0);

const open_journals = new Map<string, Promise<Journal>>();

/** The sealed records of a user, opened once. */
export function journal_of(user_id: string): Promise<Journal> {
    const open = open_journals.get(user_id) ?? Journal.open(user_id);
    open_journals.set(user_id, open);
    return open;
}

/** What is on this phone and nowhere else. */
export interface UnsentWork {
    waiting: number;
    drafts: number;
}
export async function unsent_work(user_id: string): Promise<UnsentWork> {
    return { waiting: await Journal.count_waiting(user_id), drafts: await Vault.count_drafts(user_id) };
}

/**
 * Removes what this phone keeps of a user. False when it holds work the server has not received: then the store is
 * closed, and stays.
 */
export async function forget_user(user_id: string): Promise<boolean> {
    const { waiting, drafts } = await unsent_work(user_id);
    if (waiting > 0 || drafts > 0) {
        lock_vault();
        return false;
    }
    await erase_vault(user_id);
    const open = open_journals.get(user_id);
    open_journals.delete(user_id);
    (await open)?.close();
    await Journal.remove_if_empty(user_id);
    localStorage.removeItem(user_key);
    return true;
}
