import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const source = fileURLToPath(new URL('./shell_worker.js', import.meta.url));
const public_folder = fileURLToPath(new URL('../public', import.meta.url));

/** Writes `shell-worker.js` with the list of the shell's files and a version that is the hash of their contents. */
export function shell_worker(): Plugin {
    return {
        name: 'minka-shell-worker',
        apply: 'build',
        generateBundle: {
            order: 'post',
            handler(_options, bundle) {
                const hash = createHash('sha256');
                const files: string[] = [];
                for (const name of Object.keys(bundle).sort()) {
                    const file = bundle[name];
                    if (file === undefined) continue;
                    files.push(`/${name}`);
                    hash.update(name).update(file.type === 'chunk' ? file.code : file.source);
                }
                for (const name of readdirSync(public_folder).sort()) {
                    files.push(`/${name}`);
                    hash.update(name).update(readFileSync(`${public_folder}/${name}`));
                }
                const code = readFileSync(source, 'utf8')
                    .replace("'SHELL_FILES'", JSON.stringify(files.filter((name) => name !== '/index.html')))
                    .replace('SHELL_VERSION', hash.digest('hex').slice(0, 16));
                this.emitFile({ type: 'asset', fileName: 'shell-worker.js', source: code });
            },
        },
    };
}
