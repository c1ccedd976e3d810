#!/usr/bin/env python3
"""Writes a C++ file that holds the built web app: embed_web_app.py DIST OUTPUT. Without DIST/index.html the table is empty."""
import hashlib
import pathlib
import sys

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}


def embed(dist, output):
    parts = ['// Made from web-app/dist by tools/embed_web_app.py.\n#include "web/web_files.h"\n\n#include <vector>\n\n']
    rows = []
    count = 0

    def symbol(file):
        nonlocal count
        name = f"minka_web_file_{count}"
        count += 1
        parts.append(f'asm(".section .rodata\\n{name}:\\n.incbin \\"{file}\\"\\n{name}_end:\\n.byte 0\\n.previous\\n");\n'
                     f'extern "C" const char {name}[];\nextern "C" const char {name}_end[];\n')
        return f"{{{name}, static_cast<std::size_t>({name}_end - {name})}}"

    files = sorted(dist.rglob("*"), key=lambda file: file.relative_to(dist).as_posix().encode()) if dist.is_dir() else []
    for file in files:
        if not file.is_file() or file.suffix in (".br", ".gz"):
            continue
        kind = TYPES.get(file.suffix)
        if kind is None:
            sys.exit(f"embed_web_app: {file.name} is of no kind that the server knows; add it to TYPES.")
        tag = hashlib.sha256(file.read_bytes()).hexdigest()[:32]
        packed = [file.with_name(file.name + end) for end in (".br", ".gz")]
        cells = [symbol(file)] + [symbol(one) if one.exists() else "{}" for one in packed]
        rows.append(f'    {{"/{file.relative_to(dist).as_posix()}", "{kind}", "\\"{tag}\\"", {", ".join(cells)}}},\n')
    parts.append("\nnamespace minka::web {\n\nstd::span<const WebFile> web_files() {\n"
                 "    static const std::vector<WebFile> files{\n" + "".join(rows) + "    };\n    return files;\n}\n\n"
                 "}  // namespace minka::web\n")
    text = "".join(parts)
    if not output.exists() or output.read_text() != text:
        output.write_text(text)


embed(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
