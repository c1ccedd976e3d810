/**
 * The numbers of a range, from its first to its last. Counted in whole steps, so that tenths do not drift; a range whose
 * step leads nowhere has its two ends alone.
 */
export function range_steps({ start, end, step }: { start: string; end: string; step: string }): number[] {
    const first = Number(start);
    const last = Number(end);
    const stride = Math.abs(Number(step));
    if (!(stride > 0)) return first === last ? [first] : [first, last];
    const places = Math.max(...[start, step].map((text) => text.split('.')[1]?.length ?? 0));
    const count = Math.floor(Math.abs(last - first) / stride + 1e-9);
    const direction = last < first ? -1 : 1;
    return Array.from({ length: count + 1 }, (_, index) => Number((first + direction * index * stride).toFixed(places)));
}
