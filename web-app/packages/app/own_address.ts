/** Where to go after the door: an address of our own, or the start. "//elsewhere" and "/\elsewhere" are other sites. */
export function own_address(asked: unknown): string {
    return typeof asked === 'string' && /^\/(?![/\\])/.test(asked) ? asked : '/';
}
