import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it } from 'vitest';
import { make_api_client, type ApiClient } from '@api-client/api_client';
import {
    BusyError,
    CodeNeededError,
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    TooManyAttemptsError,
    UnauthenticatedError,
    UnexpectedAnswerError,
    UnreachableError,
} from '@api-client/api_problems';
import { Vault } from '@offline-store/vault';

interface Asked {
    path: string;
    options: RequestInit;
}

function client_over(answer: () => Response | Promise<Response>, vault?: Vault): { api: ApiClient; asked: Asked[]; reached: boolean[]; failures: boolean[] } {
    const asked: Asked[] = [];
    const reached: boolean[] = [];
    const failures: boolean[] = [];
    const api = make_api_client({
        grant: () => undefined,
        fetch: async (path, options) => {
            asked.push({ path, options });
            return answer();
        },
        language: () => 'es',
        vault: () => vault,
        reached: (yes) => reached.push(yes),
        store_failed: () => failures.push(true),
    });
    return { api, asked, reached, failures };
}
const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response => new Response(JSON.stringify(body), { status, headers });
const no_network = (): never => {
    throw new TypeError('Failed to fetch');
};

describe('an answer of the server', () => {
    const conditions: [number, object, string, unknown][] = [
        [400, { code: 'invalid_input', field: 'name', detail: 'Falta.' }, 'a value that breaks a rule', InvalidInputError],
        [413, { code: 'too_large' }, 'something too large', InvalidInputError],
        [401, { code: 'unauthenticated' }, 'nobody signed in', UnauthenticatedError],
        [401, { code: 'code_needed' }, 'a missing code', CodeNeededError],
        [403, { code: 'forbidden' }, 'a permission that is not there', ForbiddenError],
        [404, { code: 'not_found' }, 'something that does not exist', NotFoundError],
        [409, { code: 'conflict' }, 'something changed meanwhile', ConflictError],
        [429, { code: 'too_many_attempts' }, 'too many attempts', TooManyAttemptsError],
        [503, { code: 'busy' }, 'a busy server', BusyError],
        [500, {}, 'a server that failed', UnexpectedAnswerError],
    ];
    it.each(conditions)('%s %j stands for %s', async (status, body, _name, kind) => {
        const { api } = client_over(() => json(status, body));
        await expect(api.read('/x')).rejects.toThrow(kind as typeof InvalidInputError);
    });

    it('names the field at fault and says the sentence of the server', async () => {
        const { api } = client_over(() => json(400, { field: 'login', detail: 'Va sin espacios.', title: 'Dato inválido' }));
        await expect(api.write('POST', '/x')).rejects.toMatchObject({ field: 'login', sentence: 'Va sin espacios.' });
    });

    it('says how long to wait', async () => {
        const { api } = client_over(() => json(429, {}, { 'retry-after': '90' }));
        await expect(api.write('POST', '/login')).rejects.toMatchObject({ seconds: 90 });
    });

    it('that is no JSON, as from a proxy in between, is no answer of ours', async () => {
        const { api } = client_over(() => new Response('<html>portal</html>', { status: 200 }));
        await expect(api.read('/x')).rejects.toThrow(UnexpectedAnswerError);
    });

    it('is asked for below /api/v1, with the language and without a cache of the browser', async () => {
        const { api, asked } = client_over(() => json(200, {}));
        await api.read('/me');
        expect(asked[0]?.path).toBe('/api/v1/me');
        expect(asked[0]?.options.cache).toBe('no-store');
        expect(new Headers(asked[0]?.options.headers).get('accept-language')).toBe('es');
    });

    it('to a write without a body sends none: an address that takes none refuses any', async () => {
        const { api, asked } = client_over(() => new Response(null, { status: 204 }));
        await api.write('POST', '/logout');
        expect(new Headers(asked[0]?.options.headers).get('content-type')).toBeNull();
        expect(asked[0]?.options.body).toBeUndefined();
    });
});

describe('without a network', () => {
    const user = '0190-client';
    afterEach(() => Vault.erase(user));

    it('what was seen is read from the phone, with its date; what was not is unreachable', async () => {
        const vault = await Vault.create(user, 'luna 48', 1000);
        await client_over(() => json(200, { items: [1] }), vault).api.read('/schools');
        const { api, reached } = client_over(no_network, vault);
        const answer = await api.read('/schools');
        expect(answer.value).toEqual({ items: [1] });
        expect(Date.parse(answer.kept_at ?? '')).toBeGreaterThan(0);
        await expect(api.read('/people')).rejects.toThrow(UnreachableError);
        expect(reached).toEqual([false, false]);
        vault.close();
    });

    it('nothing is kept when no store is open', async () => {
        await client_over(() => json(200, { items: [1] })).api.read('/schools');
        expect(await Vault.exists(user)).toBe(false);
    });

    it('a refusal of the server is never covered by an old copy', async () => {
        const vault = await Vault.create(user, 'luna 48', 1000);
        await client_over(() => json(200, 'old'), vault).api.read('/people');
        await expect(client_over(() => json(403, {}), vault).api.read('/people')).rejects.toThrow(ForbiddenError);
        vault.close();
    });

    it('an answer is not lost because the phone could not keep it', async () => {
        const vault = await Vault.create(user, 'luna 48', 1000);
        vault.close(); // as another tab does that erases the store
        const { api, failures } = client_over(() => json(200, { items: [1] }), vault);
        expect((await api.read('/schools')).value).toEqual({ items: [1] });
        expect(failures).toEqual([true]);
        const cut = client_over(no_network, vault);
        await expect(cut.api.read('/schools')).rejects.toThrow(UnreachableError);
        expect(cut.failures).toEqual([true]);
    });

    it('a write fails and is not queued', async () => {
        const { api, asked } = client_over(no_network);
        await expect(api.write('POST', '/x', { a: 1 })).rejects.toThrow(UnreachableError);
        expect(asked).toHaveLength(1);
    });

    it('a request that was given up is not taken for a lost network', async () => {
        const { api, reached } = client_over(() => {
            throw new DOMException('given up', 'AbortError');
        });
        await expect(api.read('/x')).rejects.toThrow('given up');
        expect(reached).toEqual([]);
    });
});
