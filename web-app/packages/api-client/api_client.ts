import { problem_of, UnexpectedAnswerError, UnreachableError } from '@api-client/api_problems';
import type { Kept, Vault } from '@offline-store/vault';

/** An answer, and when it was given if it comes from the phone and not from the server. */
export interface Answer<T> {
    value: T;
    kept_at?: string;
}

export type Method = 'POST' | 'PUT' | 'DELETE';

export interface ApiClient {
    /** Asks the server; without a network, what this user last saw of the path. Throws an ApiError. */
    read<T>(path: string, stop?: AbortSignal): Promise<Answer<T>>;
    /** Never queued: without a network it throws UnreachableError and nothing was written. */
    write<T>(method: Method, path: string, body?: object): Promise<T>;
    /** The bytes of a file, from the server alone: who asks decides how they are kept. */
    fetch_bytes(path: string): Promise<Uint8Array<ArrayBuffer>>;
    /** Sends bytes as they are. Like `write`, never queued. */
    send_bytes<T>(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<T>;
}

export interface ClientSurroundings {
    fetch: (path: string, options: RequestInit) => Promise<Response>;
    language: () => string;
    /** With which of several roles a path is asked for; nothing where there is no choice. */
    grant: (path: string) => string | undefined;
    vault: () => Vault | undefined;
    /** The store could not be written or read: full, closed from another tab, or tampered with. */
    store_failed: () => void;
    /** Told after each try whether the server answered. */
    reached: (yes: boolean) => void;
}

const base = '/api/v1';

async function body_of(response: Response): Promise<unknown> {
    const text = await response.text();
    if (text === '') return undefined;
    try {
        return JSON.parse(text);
    } catch (problem) {
        if (problem instanceof SyntaxError) return undefined;
        throw problem;
    }
}

export function make_api_client(around: ClientSurroundings): ApiClient {
    async function answer_to(path: string, options: RequestInit): Promise<Response> {
        let response: Response;
        const grant = around.grant(path);
        const headers = { ...(options.headers as Record<string, string>), ...(grant === undefined ? {} : { 'x-minka-grant': grant }) };
        try {
            response = await around.fetch(base + path, { credentials: 'same-origin', cache: 'no-store', ...options, headers });
        } catch (problem) {
            if (problem instanceof DOMException && problem.name === 'AbortError') throw problem;
            around.reached(false);
            throw new UnreachableError();
        }
        around.reached(true);
        if (!response.ok) throw problem_of(response.status, await body_of(response), response.headers.get('retry-after'));
        return response;
    }
    const ask = async (path: string, options: RequestInit): Promise<unknown> => body_of(await answer_to(path, options));

    /** What the browser's store and cipher throw; an answer is never lost because it could not be kept. */
    async function with_store<T>(work: (vault: Vault) => Promise<T>): Promise<T | undefined> {
        const vault = around.vault();
        if (vault === undefined) return undefined;
        try {
            return await work(vault);
        } catch (problem) {
            if (!(problem instanceof DOMException)) throw problem;
            around.store_failed();
            return undefined;
        }
    }

    /** What one role saw is not shown to another. */
    const shelf = (path: string): string => {
        const grant = around.grant(path);
        return grant === undefined ? path : `${path}#${grant}`;
    };

    return {
        async read<T>(path: string, stop?: AbortSignal): Promise<Answer<T>> {
            try {
                const options: RequestInit = { headers: { accept: 'application/json', 'accept-language': around.language() } };
                const value = await ask(path, stop === undefined ? options : { ...options, signal: stop });
                if (value === undefined) throw new UnexpectedAnswerError('', 200);
                await with_store((vault) => vault.keep(shelf(path), value));
                return { value: value as T };
            } catch (problem) {
                if (!(problem instanceof UnreachableError)) throw problem;
                const kept: Kept | undefined = await with_store((vault) => vault.kept(shelf(path)));
                if (kept === undefined) throw problem;
                return { value: kept.value as T, kept_at: kept.kept_at };
            }
        },
        async write<T>(method: Method, path: string, body?: object): Promise<T> {
            const value = await ask(path, {
                method,
                headers: {
                    accept: 'application/json',
                    'accept-language': around.language(),
                    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
                },
                // An address that takes no content refuses any, "{}" too.
                ...(body === undefined ? {} : { body: JSON.stringify(body) }),
            });
            return value as T;
        },
        async fetch_bytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
            const response = await answer_to(path, { headers: { 'accept-language': around.language() } });
            return new Uint8Array(await response.arrayBuffer());
        },
        async send_bytes<T>(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<T> {
            const headers = { accept: 'application/json', 'accept-language': around.language(), 'content-type': 'application/octet-stream' };
            return (await ask(path, { method: 'POST', headers, body: bytes })) as T;
        },
    };
}
