/**
 * The line of a share over time in a field of 100 by 32: days across, 0 to 1 upwards. The scale is always the whole
 * range from nothing to all, so that a small change looks small. A date without a total is left out.
 */
export function trend_path(points: readonly { date: string; n: number; total: number }[]): { line: string } {
    const known = points
        .filter((point) => point.total > 0)
        .map((point) => ({ day: Date.parse(`${point.date}T00:00:00Z`), share: point.n / point.total }))
        .sort((one, other) => one.day - other.day);
    const first = known[0];
    const last = known.at(-1);
    if (first === undefined || last === undefined || first.day === last.day) return { line: '' };
    const spread = last.day - first.day;
    const steps = known.map((point) => {
        const x = Math.round((1000 * (point.day - first.day)) / spread) / 10;
        const y = Math.round(10 * (30 - 28 * Math.min(1, Math.max(0, point.share)))) / 10;
        return `${x} ${y}`;
    });
    return { line: `M${steps.join('L')}` };
}
