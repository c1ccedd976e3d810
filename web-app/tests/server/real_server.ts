import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const binary = process.env['MINKA'] ?? fileURLToPath(new URL('../../../build/checked/minka', import.meta.url));

export type Programme = 'apostemos' | 'ser-mas-maestro';

/** A port that was free a moment ago. */
export async function free_port(): Promise<number> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    await new Promise<void>((done, failed) => server.close((problem) => (problem ? failed(problem) : done())));
    return port;
}

/** `minka serve` over a demo of its own, in a folder that goes with it. */
export class RealServer {
    private process: ChildProcess | undefined;
    /** What it wrote, for whoever looks for why it failed, and for secrets that should not be there. */
    said = '';

    private constructor(
        readonly folder: string,
        readonly port: number,
    ) {}

    get address(): string {
        return `http://127.0.0.1:${this.port}`;
    }

    static async make(programme: Programme, scale = '0.05'): Promise<RealServer> {
        const folder = await mkdtemp(join(tmpdir(), 'minka-journeys-'));
        const server = new RealServer(folder, await free_port());
        await server.minka('demo', programme, '--scale', scale, '--out', join(folder, 'report'));
        return server;
    }

    /** One command of the program, over this database. */
    async minka(...words: string[]): Promise<string> {
        const { stdout } = await run(binary, ['--database', join(this.folder, 'minka.db'), ...words], { maxBuffer: 64 << 20 });
        return stdout;
    }

    /** An account with a role; returns the password that is good once. */
    async open_account(login: string, name: string, programme: Programme, role: string, territory?: string): Promise<string> {
        const where = territory === undefined ? [] : ['--territory', territory];
        const said = await this.minka('account', 'open', '--login', login, '--name', name, '--programme', programme, '--role', role, ...where);
        const password = /([0-9A-Z]{4}-){3}[0-9A-Z]{4}/.exec(said)?.[0];
        if (password === undefined) throw new Error(`no password in: ${said}`);
        return password;
    }

    async write_file(name: string, content: string, mode = 0o600): Promise<string> {
        const file = join(this.folder, name);
        await writeFile(file, content, { mode });
        return file;
    }

    async serve(...options: string[]): Promise<void> {
        const words = ['--database', join(this.folder, 'minka.db'), 'serve', '--port', String(this.port), ...options];
        const child = spawn(binary, words, { stdio: ['ignore', 'pipe', 'pipe'] });
        this.process = child;
        await new Promise<void>((ready, failed) => {
            const hear = (piece: Buffer): void => {
                this.said += piece.toString('utf8');
                if (this.said.includes('Ctrl+C')) ready();
            };
            child.stdout?.on('data', hear);
            child.stderr?.on('data', hear);
            child.once('exit', (code) => failed(new Error(`minka serve ended with ${code}: ${this.said}`)));
        });
    }

    async stop(): Promise<void> {
        const child = this.process;
        this.process = undefined;
        if (child === undefined || child.exitCode !== null) return;
        const ended = new Promise((done) => child.once('exit', done));
        child.kill('SIGTERM');
        await ended;
    }

    async end(): Promise<void> {
        await this.stop();
        await rm(this.folder, { recursive: true, force: true });
    }
}
