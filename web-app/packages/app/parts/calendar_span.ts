/** Two days, "2026-03-01", the second included. */
export interface Span {
    from: string;
    to: string;
}

const day_number = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

/** How far along the span a day lies, 0 to 1; before or after it, nothing. */
export function share_of_span(span: Span, date: string): number | undefined {
    const length = day_number(span.to) - day_number(span.from);
    const at = (day_number(date) - day_number(span.from)) / length;
    return length > 0 && at >= 0 && at <= 1 ? at : undefined;
}

/** The first days of the months within a span, and how far along they lie; of long spans every second or third. */
export function months_between(span: Span): { from: string; at: number }[] {
    const months: { from: string; at: number }[] = [];
    const [year = 0, month = 1] = span.from.split('-').map(Number);
    for (let index = 0; index < 120; index += 1) {
        const from = new Date(Date.UTC(year, month - 1 + index, 1)).toISOString().slice(0, 10);
        const at = share_of_span(span, from);
        if (at !== undefined) months.push({ from, at });
        else if (from > span.to) break;
    }
    const step = Math.ceil(months.length / 8);
    return months.filter((_month, index) => index % step === 0);
}
