// Makes envelope.json: the bytes of one envelope from fixed keys, with node's OpenSSL (createECDH, hkdfSync, AES-256-GCM)
// and no code of the app. Run: node derive.mjs > envelope.json
import { createCipheriv, createECDH, hkdfSync } from 'node:crypto';

const pair = (byte) => {
    const key = createECDH('prime256v1');
    key.setPrivateKey(Buffer.alloc(32, byte));
    return key;
};
const receiver = pair(0x11);
const ephemeral = pair(0x22);
const programme = '01930000-0000-7000-8000-0000000000aa';
const id = '01930000-0000-7000-8000-0000000000bb';
const iv = Buffer.from('000102030405060708090a0b', 'hex');
const contents = { xml: '<data id="informe" version="1"><tema>Círculo de palabra</tema></data>' };

const bare = Buffer.byteLength(JSON.stringify({ ...contents, pad: '' }));
const plain = Buffer.from(JSON.stringify({ ...contents, pad: ' '.repeat((1024 - (bare % 1024)) % 1024) }));
const point = ephemeral.getPublicKey();
const info = Buffer.from(`minka envelope 1\n${programme}\n${id}`);
const key = Buffer.from(hkdfSync('sha256', ephemeral.computeSecret(receiver.getPublicKey()), point, info, 32));
const cipher = createCipheriv('aes-256-gcm', key, iv);
cipher.setAAD(info);
const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
const envelope = Buffer.concat([Buffer.from('MNK1'), Buffer.from(id.replaceAll('-', ''), 'hex'), point, iv, sealed]);

console.log(
    JSON.stringify(
        {
            programme,
            sealing_key: { id, algorithm: 'ECDH-P256', public: receiver.getPublicKey().toString('base64url') },
            receiver_private: Buffer.alloc(32, 0x11).toString('hex'),
            ephemeral: {
                d: Buffer.alloc(32, 0x22).toString('base64url'),
                x: point.subarray(1, 33).toString('base64url'),
                y: point.subarray(33).toString('base64url'),
            },
            iv: iv.toString('hex'),
            contents,
            envelope: envelope.toString('hex'),
        },
        null,
        4,
    ),
);
