/** Hands a text to the browser as a file; nothing leaves the device. */
export function download_text(name: string, type: string, text: string): void {
    const address = URL.createObjectURL(new Blob([text], { type }));
    const link = document.createElement('a');
    link.href = address;
    link.download = name;
    link.click();
    URL.revokeObjectURL(address);
}

/** One cell: quoted where it must be; what a spreadsheet would take for a formula is kept as text. */
export function csv_cell(value: string): string {
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\n\r;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csv_text(rows: readonly (readonly string[])[]): string {
    return `${rows.map((row) => row.map(csv_cell).join(',')).join('\r\n')}\r\n`;
}
