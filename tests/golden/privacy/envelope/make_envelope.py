"""Makes an envelope and a receipt by docs/reference/envelopes.md with python3-cryptography; prints them as lines 'name value'."""
import base64
import hashlib
import json

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

programme = "018f4e0a-7c2b-7cc3-98c4-dc0c0c07398f"
key_id = "018f4e0a-7c2b-7cc3-98c4-dc0c0c073990"


def key_of(text):
    return ec.derive_private_key(int.from_bytes(hashlib.sha256(text.encode()).digest(), "big"), ec.SECP256R1())


def point_of(key):
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def scalar_of(key):
    return key.private_numbers().private_value.to_bytes(32, "big")


sealing = key_of("sealing key of the test")
ephemeral = key_of("ephemeral key of the test")
receipt = key_of("receipt key of the test")
info = f"minka envelope 1\n{programme}\n{key_id}".encode()
shared = ephemeral.exchange(ec.ECDH(), sealing.public_key())
key = HKDF(algorithm=hashes.SHA256(), length=32, salt=point_of(ephemeral), info=info).derive(shared)
nonce = bytes(range(12))
plain = json.dumps({"xml": '<data id="informe" version="1"><visita>V-7</visita><fecha>2026-03-01</fecha><foto/>'
                           "<meta><instanceID>uuid:0b6f2c4e-9d7a-4f5b-8c11-3f4f1d2a9e01</instanceID></meta></data>",
                    "files": [{"name": "foto.jpg", "type": "image/jpeg", "content": base64.b64encode(b"\xff\xd8ni\xc3\xb1a").decode()}],
                    "pad": ""}, ensure_ascii=False)
plain = plain[:-2] + " " * (-len(plain.encode()) % 1024) + plain[-2:]
envelope = (b"MNK1" + bytes.fromhex(key_id.replace("-", "")) + point_of(ephemeral) + nonce
            + AESGCM(key).encrypt(nonce, plain.encode(), info))
text = f"minka receipt 1\n{programme}\n{hashlib.sha256(envelope).hexdigest()}\n2026-03-02"
r, s = decode_dss_signature(receipt.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
for name, value in [("sealing_secret", scalar_of(sealing).hex()), ("sealing_point", point_of(sealing).hex()),
                    ("agreed_key", key.hex()), ("envelope", envelope.hex()), ("plain", plain.encode().hex()),
                    ("receipt_point", point_of(receipt).hex()), ("receipt_text", text.encode().hex()),
                    ("receipt_signature", (r.to_bytes(32, "big") + s.to_bytes(32, "big")).hex())]:
    print(name, value)
