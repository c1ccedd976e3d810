import type { Lock } from '@offline-store/vault_keys';

/** One kept answer, as it stands on the phone: not even its name can be read. */
export interface SealedRecord {
    name: string;
    iv: Uint8Array<ArrayBuffer>;
    sealed: ArrayBuffer;
}

const lock_name = 'lock';

function done<T>(request: IDBRequest<T>): Promise<T> {
    return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('The browser refused its store.'));
    });
}

function database_name(user_id: string): string {
    return `minka-${user_id}`;
}

/** One database a user, so that erasing one user's is one act and never touches another's. */
export class VaultDatabase {
    private constructor(private readonly database: IDBDatabase) {}

    static async open(user_id: string): Promise<VaultDatabase> {
        const request = indexedDB.open(database_name(user_id), 2);
        request.onupgradeneeded = ({ oldVersion }) => {
            if (oldVersion < 1) {
                request.result.createObjectStore('lock');
                request.result.createObjectStore('records', { keyPath: 'name' });
            }
            request.result.createObjectStore('drafts', { keyPath: 'name' });
        };
        const database = await done(request);
        // Another tab that erases the store must not wait for this one.
        database.onversionchange = () => database.close();
        return new VaultDatabase(database);
    }

    static async erase(user_id: string): Promise<void> {
        await done(indexedDB.deleteDatabase(database_name(user_id)));
    }

    async lock(): Promise<Lock | undefined> {
        return done<Lock | undefined>(this.store('lock', 'readonly').get(lock_name));
    }
    async save_lock(lock: Lock): Promise<void> {
        await done(this.store('lock', 'readwrite').put(lock, lock_name));
    }
    async record(name: string): Promise<SealedRecord | undefined> {
        return done<SealedRecord | undefined>(this.store('records', 'readonly').get(name));
    }
    async save_record(record: SealedRecord): Promise<void> {
        await done(this.store('records', 'readwrite').put(record));
    }
    async forget_record(name: string): Promise<void> {
        await done(this.store('records', 'readwrite').delete(name));
    }
    async draft(name: string): Promise<SealedRecord | undefined> {
        return done<SealedRecord | undefined>(this.store('drafts', 'readonly').get(name));
    }
    async drafts(): Promise<SealedRecord[]> {
        return done<SealedRecord[]>(this.store('drafts', 'readonly').getAll());
    }
    async save_draft(record: SealedRecord): Promise<void> {
        await done(this.store('drafts', 'readwrite').put(record));
    }
    async remove_draft(name: string): Promise<void> {
        await done(this.store('drafts', 'readwrite').delete(name));
    }
    async count_drafts(): Promise<number> {
        return done(this.store('drafts', 'readonly').count());
    }
    async count(): Promise<number> {
        return done(this.store('records', 'readonly').count());
    }
    close(): void {
        this.database.close();
    }

    private store(name: 'lock' | 'records' | 'drafts', mode: IDBTransactionMode): IDBObjectStore {
        return this.database.transaction(name, mode).objectStore(name);
    }
}
