import { createDecipheriv, createECDH, createHash, generateKeyPairSync, hkdfSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { long_form } from './long_form';
import { today } from './teams';
import type { MockAnswer, MockRequest } from './world';

/**
 * The server's side of the envelope, on node's own OpenSSL: it shares no code with what seals in the browser. The forms
 * are instruments of examples/ as `minka form convert` wrote them, and one with every control.
 */
export interface Opened {
    xml?: string;
    files?: { name: string; type: string; content: string }[];
    danger?: Record<string, string>;
    pad?: string;
}

const form_file = (name: string): Buffer => readFileSync(new URL(`./forms/${name}.xml`, import.meta.url));
const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const later = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const sealing_id = '01930000-0000-7000-8000-000000000001';
const receipt_id = '01930000-0000-7000-8000-000000000002';

const forms = [
    { form: 'informe-de-visita', name: 'Informe de visita', file: 'visit-report', anonymous: false },
    { form: 'every-control', name: 'Todos los controles', file: 'every-control', anonymous: false },
    { form: 'minka-school-environment-student', name: 'Índice de ambiente escolar: estudiantes', file: 'index-student', anonymous: true },
]
    .map(({ file, ...rest }) => ({ ...rest, version: '1', bytes: form_file(file) }))
    .concat({ form: 'sesenta', name: 'Sesenta preguntas', anonymous: false, version: '1', bytes: Buffer.from(long_form(60)) });

export class MockCapture {
    /** What arrived, opened; by hash of the envelope. */
    readonly opened = new Map<string, Opened>();
    private readonly sealing = createECDH('prime256v1');
    private readonly receipts = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    /** Receipts carry a signature that is not the programme's. */
    forges = false;

    constructor(private readonly programme: string) {
        this.sealing.generateKeys();
    }

    answer({ method, bytes }: MockRequest, path: string): MockAnswer | undefined {
        const [, , what, form, version] = path.split('/');
        if (what === 'pack') return { status: 200, body: this.pack() };
        if (what === 'forms') {
            const found = forms.find((one) => one.form === form && one.version === version);
            return found === undefined ? undefined : { status: 200, type: 'text/xml; charset=utf-8', body: found.bytes };
        }
        return what === 'envelopes' && method === 'POST' ? this.receive(bytes) : undefined;
    }

    private pack(): object {
        const rest = {
            format: 1,
            made_at: later(0),
            expires_on: later(14),
            sealing_key: { id: sealing_id, algorithm: 'ECDH-P256', public: this.sealing.getPublicKey().toString('base64url') },
            receipt_key: { id: receipt_id, algorithm: 'ECDSA-P256-SHA256', public: this.receipt_point().toString('base64url') },
            forms: forms.map(({ bytes, ...one }) => ({ ...one, hash: hash(bytes), files: [] })),
            visits: [
                {
                    visit: '01930000-0000-7000-8000-000000000011',
                    code: 'V5',
                    school: '01930000-0000-7000-8000-000000000021',
                    school_name: 'IE Rural San Isidro',
                    municipality: 'Anorí',
                    on: later(1),
                    moment: 'meetings',
                    state: 'confirmed',
                    with: 'Ana Torres Vélez',
                    pair: [
                        { person: '01930000-0000-7000-8000-000000000041', name: 'Ana Torres Vélez' },
                        { person: '01930000-0000-7000-8000-000000000042', name: 'Pablo Marín Ochoa' },
                    ],
                    roster: ['Nélida Huamaní Ccori', 'Paulina Rojas Allcca', 'Irma Sulca Tineo'].map((name, index) => ({ person: `01930000-0000-7000-8000-00000000003${index}`, name })),
                },
            ],
            routes: [
                {
                    title: 'Ruta de Atención Integral',
                    lines: ['Llame a la Línea 141 del ICBF, a toda hora.', 'Avise a quien orienta en la escuela.', 'Si hay peligro ahora, Policía de Infancia: 123.'],
                },
            ],
            receivers: [
                { id: 'comisaria', name: 'Comisaría de Familia de Anorí' },
                { id: 'icbf', name: 'ICBF, Línea 141' },
            ],
        };
        return { ...rest, hash: hash(Buffer.from(JSON.stringify(rest))), today };
    }

    private receipt_point(): Buffer {
        const { x = '', y = '' } = this.receipts.publicKey.export({ format: 'jwk' });
        return Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
    }

    private receive(bytes: Buffer): MockAnswer {
        const envelope = hash(bytes);
        const is_new = !this.opened.has(envelope);
        this.opened.set(envelope, this.open(bytes));
        const received_on = later(0);
        const text = `minka receipt 1\n${this.programme}\n${envelope}\n${received_on}`;
        const key = this.forges ? generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey : this.receipts.privateKey;
        const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
        return { status: is_new ? 201 : 202, body: { format: 1, envelope, received_on, programme: this.programme, key: receipt_id, signature } };
    }

    private open(bytes: Buffer): Opened {
        if (bytes.subarray(0, 4).toString('ascii') !== 'MNK1') throw new Error('This is no envelope.');
        const point = bytes.subarray(20, 85);
        const iv = bytes.subarray(85, 97);
        const info = Buffer.from(`minka envelope 1\n${this.programme}\n${sealing_id}`);
        const key = Buffer.from(hkdfSync('sha256', this.sealing.computeSecret(point), point, info, 32));
        const cipher = createDecipheriv('aes-256-gcm', key, iv);
        cipher.setAAD(info);
        cipher.setAuthTag(bytes.subarray(-16));
        const plain = Buffer.concat([cipher.update(bytes.subarray(97, -16)), cipher.final()]);
        if (plain.length % 1024 !== 0) throw new Error('The contents are not padded.');
        return JSON.parse(plain.toString('utf8')) as Opened;
    }
}
