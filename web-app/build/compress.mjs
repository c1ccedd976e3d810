// Writes FILE.br and FILE.gz beside every text file of a folder. The bytes depend on the contents alone.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, exit } from 'node:process';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const folder = argv[2];
if (folder === undefined) {
    console.error('usage: node compress.mjs FOLDER');
    exit(2);
}
const texts = /\.(?:css|html|js|json|svg|webmanifest)$/;

for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !texts.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const content = readFileSync(path);
    const zipped = gzipSync(content, { level: 9 });
    zipped[9] = 255; // the system that wrote it, which is nobody's business and differs between versions
    writeFileSync(`${path}.gz`, zipped);
    writeFileSync(
        `${path}.br`,
        brotliCompressSync(content, {
            params: {
                [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
                [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
                [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
            },
        }),
    );
}
