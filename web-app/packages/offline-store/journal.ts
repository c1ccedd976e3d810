import { sha256, type Bytes } from '@offline-store/byte_text';
import { is_signed_by, type Receipt, type ReceiptKey } from '@offline-store/receipt';

/** A sealed record that waits. Nothing here can be read without the programme's private key. */
export interface WaitingEnvelope {
    hash: string;
    programme: string;
    /** A day, no hour: the order in which anonymous sheets were filled is nobody's business. */
    sealed_on: string;
    bytes: Bytes;
}

/** What stays of a record that arrived: that it did, and the proof. */
export interface ReceivedEnvelope {
    hash: string;
    programme: string;
    sealed_on: string;
    receipt: Receipt;
}

/** A receipt that no key of this phone's packs has signed: the record stays where it is. */
export class UnprovenReceiptError extends Error {
    constructor() {
        super('The receipt is not signed by a key of this programme.');
        this.name = 'UnprovenReceiptError';
    }
}

type StoreName = 'waiting' | 'received' | 'keys';

function done<T>(request: IDBRequest<T>): Promise<T> {
    return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('The browser refused its store.'));
    });
}

function committed(transaction: IDBTransaction): Promise<void> {
    return new Promise((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error ?? new Error('The browser refused its store.'));
    });
}

const database_name = (user_id: string): string => `minka-journal-${user_id}`;

/**
 * The sealed records of one user on this phone. A record is added once and never changed, and leaves only for a
 * receipt whose signature verifies. It needs no PIN: a forgotten one, or an emptied vault, takes nothing from it.
 */
export class Journal {
    private constructor(private readonly database: IDBDatabase) {}

    static async open(user_id: string): Promise<Journal> {
        const request = indexedDB.open(database_name(user_id), 1);
        request.onupgradeneeded = () => {
            request.result.createObjectStore('waiting', { keyPath: 'hash' });
            request.result.createObjectStore('received', { keyPath: 'hash' });
            request.result.createObjectStore('keys', { keyPath: ['programme', 'id'] });
        };
        const database = await done(request);
        database.onversionchange = () => database.close();
        return new Journal(database);
    }

    /** How many records of a user wait here; a user without a journal has none, and gets none by being asked. */
    static async count_waiting(user_id: string): Promise<number> {
        if (typeof indexedDB === 'undefined') return 0;
        // A browser that does not tell which databases there are is asked for this one, which makes an empty one.
        const known = await (indexedDB.databases as IDBFactory['databases'] | undefined)?.call(indexedDB);
        if (known !== undefined && !known.some((one) => one.name === database_name(user_id))) return 0;
        const journal = await Journal.open(user_id);
        const count = await done(journal.database.transaction('waiting', 'readonly').objectStore('waiting').count());
        journal.close();
        return count;
    }

    /** Removes a user's journal. True when it did: one that still holds a record is left as it is. */
    static async remove_if_empty(user_id: string): Promise<boolean> {
        if ((await Journal.count_waiting(user_id)) > 0) return false;
        if (typeof indexedDB !== 'undefined') await done(indexedDB.deleteDatabase(database_name(user_id)));
        return true;
    }

    /** Resolves when the record is on the disk of the phone, with its hash. The same bytes twice are one record. */
    async append(programme: string, bytes: Bytes, sealed_on: string): Promise<string> {
        const hash = await sha256(bytes);
        if ((await this.get<WaitingEnvelope>('waiting', hash)) !== undefined) return hash;
        // "strict": the transaction is complete when the bytes are on the disk, not when the system promises to write them.
        const writing = this.database.transaction('waiting', 'readwrite', { durability: 'strict' });
        writing.objectStore('waiting').add({ hash, programme, sealed_on, bytes } satisfies WaitingEnvelope);
        await committed(writing);
        return hash;
    }

    /** In the order of their hashes, which is no order of time. */
    async waiting(): Promise<WaitingEnvelope[]> {
        return done<WaitingEnvelope[]>(this.store('waiting').getAll());
    }
    async received(): Promise<ReceivedEnvelope[]> {
        return done<ReceivedEnvelope[]>(this.store('received').getAll());
    }

    /** A pack's key: receipts may come weeks after the pack has changed, so that every key seen is remembered. */
    async know_key(key: ReceiptKey): Promise<void> {
        const writing = this.database.transaction('keys', 'readwrite');
        writing.objectStore('keys').put(key);
        await committed(writing);
    }

    /**
     * Lets a record go for its receipt. False when no such record waits here; throws UnprovenReceiptError, with the
     * record kept, when the signature is not that of a key of a pack.
     */
    async settle(receipt: Receipt): Promise<boolean> {
        const record = await this.get<WaitingEnvelope>('waiting', receipt.envelope);
        if (record === undefined) return false;
        const key = await done<ReceiptKey | undefined>(this.store('keys').get([record.programme, receipt.key]));
        if (key === undefined || !(await is_signed_by(receipt, key))) throw new UnprovenReceiptError();
        const { hash, programme, sealed_on } = record;
        const writing = this.database.transaction(['waiting', 'received'], 'readwrite', { durability: 'strict' });
        writing.objectStore('received').put({ hash, programme, sealed_on, receipt } satisfies ReceivedEnvelope);
        writing.objectStore('waiting').delete(hash);
        await committed(writing);
        return true;
    }

    close(): void {
        this.database.close();
    }

    private store(name: StoreName): IDBObjectStore {
        return this.database.transaction(name, 'readonly').objectStore(name);
    }
    private get<T>(name: StoreName, key: string): Promise<T | undefined> {
        return done<T | undefined>(this.store(name).get(key));
    }
}
