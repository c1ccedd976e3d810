import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it } from 'vitest';
import { most_wrong_attempts, Vault, wait_after } from '@offline-store/vault';
import { PinTooShortError, VaultErasedError, WaitBeforePinError, WrongPinError } from '@offline-store/vault_problems';

const user = '0190-user';
const pin = 'luna 48';
/** The real number takes a second a try; what it guards does not depend on it. */
const rounds = 1000;

/** Everything that stands on the phone, as someone sees who took it apart. */
async function everything_stored(): Promise<string> {
    const opened = indexedDB.open(`minka-${user}`);
    const database = await new Promise<IDBDatabase>((resolve) => {
        opened.onsuccess = () => resolve(opened.result);
    });
    let text = '';
    for (const name of database.objectStoreNames) {
        const all = database.transaction(name).objectStore(name).getAll();
        await new Promise((resolve) => {
            all.onsuccess = resolve;
        });
        for (const record of all.result as Record<string, unknown>[]) {
            for (const [key, value] of Object.entries(record)) {
                const bytes = value instanceof ArrayBuffer || ArrayBuffer.isView(value);
                text += `${key}=${bytes ? Buffer.from(value instanceof ArrayBuffer ? value : value.buffer).toString('latin1') : JSON.stringify(value)};`;
            }
        }
    }
    database.close();
    return text;
}

describe('what is kept on the phone', () => {
    afterEach(() => Vault.erase(user));

    it('is read again with the PIN, with the instant at which the server said it', async () => {
        const vault = await Vault.create(user, pin, rounds);
        await vault.keep('/people', { items: ['Nélida'] }, '2026-11-21T20:14:00.000Z');
        vault.close();
        const again = await Vault.open(user, pin);
        expect(await again.kept('/people')).toEqual({ kept_at: '2026-11-21T20:14:00.000Z', value: { items: ['Nélida'] } });
        expect(await again.count()).toBe(1);
        again.close();
    });

    it('shows neither values nor what was searched for to who has the phone and no PIN', async () => {
        const vault = await Vault.create(user, pin, rounds);
        await vault.keep('/people?q=huamani', { name: 'Nélida Huamaní', place: 'Chincheros' });
        vault.close();
        const seen = await everything_stored();
        expect(seen.length).toBeGreaterThan(100);
        for (const secret of ['Huaman', 'huaman', 'Chincheros', 'people', pin]) expect(seen).not.toContain(secret);
    });

    it('keeps the last answer of a path alone', async () => {
        const vault = await Vault.create(user, pin, rounds);
        await vault.keep('/home', 1);
        await vault.keep('/home', 2);
        expect((await vault.kept('/home'))?.value).toBe(2);
        expect(await vault.count()).toBe(1);
        expect(await vault.kept('/never')).toBeUndefined();
        vault.close();
    });

    it('is not opened by another PIN, and says how many attempts are left', async () => {
        (await Vault.create(user, pin, rounds)).close();
        await expect(Vault.open(user, 'luna 49')).rejects.toThrow(WrongPinError);
        await expect(Vault.open(user, 'luna 47')).rejects.toMatchObject({ attempts_left: most_wrong_attempts - 2 });
        // The right one opens, and the count begins anew.
        (await Vault.open(user, pin)).close();
        await expect(Vault.open(user, 'luna 47')).rejects.toMatchObject({ attempts_left: most_wrong_attempts - 1 });
    });

    it('is erased at the last wrong attempt, and not before', async () => {
        (await Vault.create(user, pin, rounds)).close();
        for (let one = 1; one < most_wrong_attempts; one += 1) await expect(Vault.open(user, 'no no no')).rejects.toThrow(WrongPinError);
        expect(await Vault.exists(user)).toBe(true);
        await expect(Vault.open(user, 'no no no')).rejects.toThrow(VaultErasedError);
        expect(await Vault.exists(user)).toBe(false);
        await expect(Vault.open(user, pin)).rejects.toThrow(VaultErasedError);
    });

    it('is gone after erasing, and no other user is touched', async () => {
        const vault = await Vault.create(user, pin, rounds);
        const other = await Vault.create('0190-other', pin, rounds);
        await vault.keep('/me', 'mine');
        await other.keep('/me', 'theirs');
        vault.close();
        await Vault.erase(user);
        expect(await Vault.exists(user)).toBe(false);
        expect((await other.kept('/me'))?.value).toBe('theirs');
        other.close();
        await Vault.erase('0190-other');
    });

    it('cannot be passed off as the answer of another path', async () => {
        const vault = await Vault.create(user, pin, rounds);
        await vault.keep('/a', 'of a');
        await vault.keep('/b', 'of b');
        const opened = indexedDB.open(`minka-${user}`);
        const database = await new Promise<IDBDatabase>((resolve) => {
            opened.onsuccess = () => resolve(opened.result);
        });
        const store = database.transaction('records', 'readwrite').objectStore('records');
        const all = store.getAll();
        await new Promise((resolve) => {
            all.onsuccess = resolve;
        });
        const [one, two] = all.result as { name: string }[];
        const put = store.put({ ...two, name: one?.name });
        await new Promise((resolve) => {
            put.onsuccess = resolve;
        });
        database.close();
        const read = await Promise.allSettled([vault.kept('/a'), vault.kept('/b')]);
        expect(read.filter((result) => result.status === 'rejected')).toHaveLength(1);
        vault.close();
    });

    it('takes no PIN shorter than six signs', async () => {
        await expect(Vault.create(user, '12345', rounds)).rejects.toThrow(PinTooShortError);
        expect(await Vault.exists(user)).toBe(false);
        (await Vault.create(user, '123456', rounds)).close();
    });
});

describe('a store with drafts', () => {
    it('is counted without its PIN, and holds a draft as it was saved', async () => {
        const vault = await Vault.create(user, pin, rounds);
        await vault.save_draft('d1', { xml: '<secreto/>' });
        await vault.save_draft('d1', { xml: '<secreto2/>' });
        expect((await vault.draft('d1'))?.value).toEqual({ xml: '<secreto2/>' });
        expect((await vault.drafts()).length).toBe(1);
        vault.close();
        expect(await everything_stored()).not.toContain('secreto');
        expect(await Vault.count_drafts(user)).toBe(1);
        const again = await Vault.open(user, pin);
        await again.remove_draft('d1');
        again.close();
        expect(await Vault.count_drafts(user)).toBe(0);
    });

    it('is not emptied by wrong PINs: each further try waits longer, also when the clock is set back', async () => {
        const vault = await Vault.create(user, pin, rounds);
        await vault.save_draft('d1', { xml: '<a/>' });
        vault.close();
        let now = 1_800_000_000_000;
        for (let attempt = 1; attempt <= 12; attempt += 1) {
            await expect(Vault.open(user, 'sol 9999', now)).rejects.toBeInstanceOf(WrongPinError);
            const wait = wait_after(attempt);
            if (wait > 0) {
                await expect(Vault.open(user, pin, now + wait * 1000 - 1000)).rejects.toMatchObject({ seconds: 1 });
                await expect(Vault.open(user, pin, now - 86_400_000)).rejects.toBeInstanceOf(WaitBeforePinError);
            }
            now += wait * 1000;
        }
        const opened = await Vault.open(user, pin, now);
        expect((await opened.draft('d1'))?.value).toEqual({ xml: '<a/>' });
        opened.close();
    });
});
