import { describe, expect, it } from 'vitest';
import { csv_text } from '@app/download';

describe('a table for a spreadsheet', () => {
    it('quotes what needs quotes and keeps formulas as text', () => {
        expect(csv_text([['a', 'b,c', 'd"e'], ['=1+1', '-5', 'línea\nnueva']])).toBe('a,"b,c","d""e"\r\n\'=1+1,\'-5,"línea\nnueva"\r\n');
    });
});
