/** The address a tablet is held at while it goes from hand to hand: no other page opens, also after a reload. */
const mark = 'minka.kiosk';

export function kiosk_address(): string | undefined {
    return localStorage.getItem(mark) ?? undefined;
}
export function begin_kiosk(path: string): void {
    localStorage.setItem(mark, path);
}
export function end_kiosk(): void {
    localStorage.removeItem(mark);
}
