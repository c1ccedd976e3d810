import type { AnyInputNode, GeopointInputNode, GeoshapeInputNode, GeotraceInputNode, ValueType } from '@getodk/xforms-engine';

/** How much of a date is asked for. */
export type DateForm = 'day' | 'month' | 'year';

export function is_place(node: AnyInputNode): node is GeopointInputNode | GeotraceInputNode | GeoshapeInputNode {
    return node.valueType === 'geopoint' || node.valueType === 'geotrace' || node.valueType === 'geoshape';
}

/** An answer as its field shows it: a comma in numbers as they are written in Spanish, no offset behind an hour. */
export function shown_input(node: AnyInputNode, date_form: DateForm): string {
    const value = node.currentState.instanceValue;
    switch (node.valueType) {
        case 'decimal':
            return value.replace('.', ',').replace(/,0$/, '');
        case 'date':
            return value.slice(0, { day: 10, month: 7, year: 4 }[date_form]);
        case 'time':
            return value.slice(0, 5);
        case 'dateTime':
            return value.slice(0, 16);
        default:
            return value;
    }
}

/** What a field's text means to the form; nothing when a number is asked for and this is none. */
export function read_input(text: string, kind: ValueType, date_form: DateForm): string | undefined {
    const plain = text.trim();
    if (plain === '') return '';
    switch (kind) {
        case 'int':
            return /^[+-]?\d{1,18}$/.test(plain) ? plain.replace('+', '') : undefined;
        case 'decimal': {
            const number = plain.replace(',', '.');
            return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(number) ? number : undefined;
        }
        case 'date':
            if (date_form === 'year') return /^\d{4}$/.test(plain) ? `${plain}-01-01` : undefined;
            return date_form === 'month' ? `${plain}-01` : plain;
        case 'time':
            return plain.length === 5 ? `${plain}:00.000` : plain;
        case 'dateTime':
            return plain;
        default:
            return text;
    }
}

/** A day and hour of this phone, with the offset its zone has on that day. */
export function with_offset(local: string): string {
    if (local === '') return '';
    const east = -new Date(local).getTimezoneOffset();
    if (Number.isNaN(east)) return '';
    const two = (number: number): string => String(Math.floor(number)).padStart(2, '0');
    const whole = local.length === 16 ? `${local}:00.000` : local;
    return `${whole}${east < 0 ? '-' : '+'}${two(Math.abs(east) / 60)}:${two(Math.abs(east) % 60)}`;
}
