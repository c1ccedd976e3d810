import { hexadecimal } from '@offline-store/byte_text';
import { VaultDatabase, type SealedRecord } from '@offline-store/vault_database';
import { default_rounds, make_lock, open_lock, type VaultKeys } from '@offline-store/vault_keys';
import { NoProtectedStoreError, VaultErasedError, WaitBeforePinError, WrongPinError } from '@offline-store/vault_problems';

/** What was kept, and when the server said it. */
export interface Kept {
    kept_at: string;
    value: unknown;
}

export const most_wrong_attempts = 8;

/** Seconds before the next try after so many wrong ones, where drafts keep the store from being emptied. */
export function wait_after(wrong_attempts: number): number {
    const waits = [0, 0, 0, 0, 30, 60, 300, 900];
    return waits[wrong_attempts] ?? 3600;
}

/** Whether the browser offers what the store needs: both exist only over HTTPS or on the machine itself. */
export function has_protected_store(): boolean {
    return typeof indexedDB !== 'undefined' && typeof crypto !== 'undefined' && 'subtle' in crypto;
}

/**
 * The last answers a user saw, encrypted under keys that only their PIN opens, for reading without a network.
 * It is a copy: erasing it loses nothing. Each record is bound to its name, so that none can stand in for another.
 */
export class Vault {
    private constructor(
        private readonly database: VaultDatabase,
        private readonly keys: VaultKeys,
    ) {}

    static async exists(user_id: string): Promise<boolean> {
        if (!has_protected_store()) return false;
        const database = await VaultDatabase.open(user_id);
        const lock = await database.lock();
        database.close();
        if (lock === undefined) await VaultDatabase.erase(user_id);
        return lock !== undefined;
    }

    /** How many drafts a user has here: told without the PIN, so that no one erases them unasked. */
    static async count_drafts(user_id: string): Promise<number> {
        if (!(await Vault.exists(user_id))) return 0;
        const database = await VaultDatabase.open(user_id);
        const count = await database.count_drafts();
        database.close();
        return count;
    }

    /** Begins anew: what was kept before is erased. Throws PinTooShortError, NoProtectedStoreError. */
    static async create(user_id: string, pin: string, rounds = default_rounds): Promise<Vault> {
        if (!has_protected_store()) throw new NoProtectedStoreError();
        const { lock, keys } = await make_lock(pin, rounds);
        await VaultDatabase.erase(user_id);
        const database = await VaultDatabase.open(user_id);
        await database.save_lock(lock);
        return new Vault(database, keys);
    }

    /**
     * Throws WrongPinError with the attempts left, VaultErasedError at the last one. A store with drafts, which are
     * nowhere else, is not emptied: there WaitBeforePinError makes each further try wait longer.
     */
    static async open(user_id: string, pin: string, now = Date.now()): Promise<Vault> {
        const database = await VaultDatabase.open(user_id);
        const lock = await database.lock();
        if (lock === undefined) {
            database.close();
            throw new VaultErasedError();
        }
        const holds_drafts = (await database.count_drafts()) > 0;
        if (holds_drafts) {
            // A clock that was set back does not shorten the wait.
            const passed = Math.max(0, now - (lock.tried_at ?? 0)) / 1000;
            const left = Math.ceil(wait_after(lock.wrong_attempts) - passed);
            if (left > 0) {
                database.close();
                throw new WaitBeforePinError(left);
            }
        }
        // Counted before the attempt: switching the phone off in between gives no further one.
        const attempt = { ...lock, wrong_attempts: lock.wrong_attempts + 1, tried_at: now };
        await database.save_lock(attempt);
        const keys = await open_lock(lock, pin);
        if (keys !== undefined) {
            await database.save_lock({ ...lock, wrong_attempts: 0 });
            return new Vault(database, keys);
        }
        database.close();
        if (holds_drafts) throw new WrongPinError(Math.max(0, most_wrong_attempts - attempt.wrong_attempts), wait_after(attempt.wrong_attempts));
        if (attempt.wrong_attempts >= most_wrong_attempts) {
            await VaultDatabase.erase(user_id);
            throw new VaultErasedError();
        }
        throw new WrongPinError(most_wrong_attempts - attempt.wrong_attempts);
    }

    static async erase(user_id: string): Promise<void> {
        if (has_protected_store()) await VaultDatabase.erase(user_id);
    }

    async keep(path: string, value: unknown, kept_at = new Date().toISOString()): Promise<void> {
        await this.database.save_record(await this.seal(path, value, kept_at));
    }

    /** What was kept of a path; nothing when it was never seen, or no longer reads true. */
    async kept(path: string): Promise<Kept | undefined> {
        const name = await this.name_of(path);
        const record = await this.database.record(name);
        return record === undefined ? undefined : this.unseal(record);
    }

    async forget(path: string): Promise<void> {
        await this.database.forget_record(await this.name_of(path));
    }

    /** A draft is no copy: it is the only one there is. It stands apart from the copies, and is counted without the PIN. */
    async save_draft(id: string, value: unknown): Promise<void> {
        await this.database.save_draft(await this.seal(`draft ${id}`, value, new Date().toISOString()));
    }
    async draft(id: string): Promise<Kept | undefined> {
        const record = await this.database.draft(await this.name_of(`draft ${id}`));
        return record === undefined ? undefined : this.unseal(record);
    }
    async drafts(): Promise<Kept[]> {
        const all = await Promise.all((await this.database.drafts()).map((record) => this.unseal(record)));
        return all.filter((kept) => kept !== undefined);
    }
    async remove_draft(id: string): Promise<void> {
        await this.database.remove_draft(await this.name_of(`draft ${id}`));
    }

    async count(): Promise<number> {
        return this.database.count();
    }

    close(): void {
        this.database.close();
    }

    private async seal(path: string, value: unknown, kept_at: string): Promise<SealedRecord> {
        const name = await this.name_of(path);
        const iv = crypto.getRandomValues(new Uint8Array(12));
        const plain = new TextEncoder().encode(JSON.stringify({ kept_at, value } satisfies Kept));
        return { name, iv, sealed: await crypto.subtle.encrypt(this.cipher(iv, name), this.keys.contents, plain) };
    }
    private async unseal(record: SealedRecord): Promise<Kept | undefined> {
        const plain = await crypto.subtle.decrypt(this.cipher(record.iv, record.name), this.keys.contents, record.sealed);
        const kept: unknown = JSON.parse(new TextDecoder().decode(plain));
        return is_kept(kept) ? kept : undefined;
    }

    /** A path may hold what was searched for, a person's name for one: it is stored as a keyed hash. */
    private async name_of(path: string): Promise<string> {
        return hexadecimal(await crypto.subtle.sign('HMAC', this.keys.names, new TextEncoder().encode(path)));
    }
    private cipher(iv: Uint8Array<ArrayBuffer>, name: string): AesGcmParams {
        return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(name) };
    }
}

function is_kept(value: unknown): value is Kept {
    return typeof value === 'object' && value !== null && 'kept_at' in value && typeof value.kept_at === 'string' && 'value' in value;
}
