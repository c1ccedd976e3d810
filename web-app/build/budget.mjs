// Prints what a first visit downloads as JavaScript, and fails above the budget.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { argv, exit } from 'node:process';

const budget_kb = 150;
const folder = argv[2] ?? 'dist';
const page = readFileSync(join(folder, 'index.html'), 'utf8');

// What the page names, and what those files import before they run.
const waiting = [...page.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map((match) => match[1]);
const initial = new Set();
while (waiting.length > 0) {
    const path = waiting.pop();
    if (initial.has(path)) continue;
    initial.add(path);
    const code = readFileSync(join(folder, path), 'utf8');
    for (const match of code.matchAll(/(?:^|[;}\n])\s*import\s*(?:[^'"()]*?from\s*)?["'](\.\/[^"']+\.js)["']/g)) {
        waiting.push(`/assets/${match[1].slice(2)}`);
    }
}

let total = 0;
for (const path of [...initial].sort()) {
    const size = statSync(join(folder, `${path}.gz`)).size;
    total += size;
    console.log(`${(size / 1000).toFixed(1).padStart(8)} kB gzip  ${path}`);
}
console.log(`${(total / 1000).toFixed(1).padStart(8)} kB gzip  initial JavaScript (budget ${budget_kb} kB)`);
if (total === 0 || total > budget_kb * 1000) {
    console.error(`The initial JavaScript must stay within ${budget_kb} kB gzip.`);
    exit(1);
}
