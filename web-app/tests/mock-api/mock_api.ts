import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { World } from './world';

/** Plain HTTP on a free port: the API of invented people and, beside it, the built app as `minka serve` gives it. */
export interface MockApi {
    address: string;
    world: World;
    close: () => Promise<void>;
}

const types: Record<string, string> = {
    '.html': 'text/html; charset=utf-8',
    '.js': 'text/javascript; charset=utf-8',
    '.css': 'text/css; charset=utf-8',
    '.svg': 'image/svg+xml',
    '.webmanifest': 'application/manifest+json',
};

export const security_headers = {
    'content-security-policy':
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src " +
        "'none'; img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self' blob:",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
};

async function bytes_of(request: IncomingMessage): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    return Buffer.concat(pieces);
}

async function serve_app(folder: string, path: string, takes_brotli: boolean, response: ServerResponse): Promise<void> {
    const wanted = normalize(path).replace(/^(\.\.[/\\])+/, '');
    const name = extname(wanted) === '' ? '/index.html' : wanted;
    try {
        const content = await readFile(join(folder, takes_brotli ? `${name}.br` : name));
        response.writeHead(200, {
            'content-type': types[extname(name)] ?? 'application/octet-stream',
            'cache-control': name.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache',
            ...(takes_brotli ? { 'content-encoding': 'br' } : {}),
            ...security_headers,
        });
        response.end(content);
    } catch {
        response.writeHead(404, security_headers).end();
    }
}

export async function start_mock_api(app_folder: string): Promise<MockApi> {
    const world = new World();
    const server: Server = createServer(async (request, response) => {
        const url = new URL(request.url ?? '/', 'http://mock');
        if (!url.pathname.startsWith('/api/v1/')) {
            const takes_brotli = String(request.headers['accept-encoding'] ?? '').includes('br');
            return serve_app(app_folder, url.pathname, takes_brotli, response);
        }
        const cookie = /minka_session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
        const bytes = await bytes_of(request);
        const is_json = request.headers['content-type'] !== 'application/octet-stream' && bytes.length > 0;
        const answer = world.answer({
            method: request.method ?? 'GET',
            path: url.pathname.slice('/api/v1'.length),
            query: url.searchParams,
            body: (is_json ? JSON.parse(bytes.toString('utf8')) : {}) as Record<string, string>,
            bytes,
            session: cookie,
            accepts: request.headers['accept-language'] === 'en' ? 'en' : 'es',
        });
        const type = answer.status >= 400 ? 'application/problem+json' : (answer.type ?? 'application/json');
        response.writeHead(answer.status, { 'content-type': type, ...security_headers, ...answer.headers });
        const is_plain = typeof answer.body === 'string' || Buffer.isBuffer(answer.body);
        response.end(answer.body === undefined ? '' : is_plain ? answer.body : JSON.stringify(answer.body));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return {
        address: `http://localhost:${(server.address() as AddressInfo).port}`,
        world,
        close: () =>
            new Promise((closed) => {
                server.close(() => closed());
                server.closeAllConnections();
            }),
    };
}
