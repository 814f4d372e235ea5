"""Signs notes and cosigns checkpoints: c2sp.org/signed-note, c2sp.org/tlog-cosignature (cosignature/v1)."""

import re

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from .verify import COSIGNATURE, ED25519, BadNote, Key, cosigned, decoded, encoded, make_key

PREFIX = "PRIVATE+KEY+"


def key_of(name: str, private_key: Ed25519PrivateKey, kind: int = ED25519) -> Key:
    return make_key(name, private_key.public_key().public_bytes_raw(), kind)


def sign_note(text: str, name: str, private_key: Ed25519PrivateKey) -> bytes:
    """Returns the text with its signature, which further lines of signatures may follow."""
    if not text.endswith("\n") or re.search(r"[\x00-\x09\x0b-\x1f]", text):
        raise BadNote("要签名的文字须以换行结束，不含控制字符")
    key = key_of(name, private_key)
    return f"{text}\n{signature_line(key, private_key.sign(text.encode()))}".encode()


def cosignature(text: str, name: str, private_key: Ed25519PrivateKey, moment: int) -> bytes:
    """Returns the line by which a witness says: at that second this was the newest head I saw, and it followed mine.

    `text` is a checkpoint's, without signatures. One key cosigns under one name: what is signed does not hold the name.
    """
    key = key_of(name, private_key, COSIGNATURE)
    signature = moment.to_bytes(8, "big") + private_key.sign(cosigned(text, moment))
    return signature_line(key, signature).encode()


def signature_line(key: Key, signature: bytes) -> str:
    return f"— {key.name} {encoded(key.key_id + signature)}\n"


def write_private_key(name: str, private_key: Ed25519PrivateKey) -> str:
    """Returns the key in the form of Go's note package, which other programs of such logs read."""
    key_id = key_of(name, private_key).key_id.hex()
    return f"{PREFIX}{name}+{key_id}+{encoded(bytes([ED25519]) + private_key.private_bytes_raw())}"


def parse_private_key(text: str) -> tuple[str, Ed25519PrivateKey]:
    """Raises BadNote, whose words never hold the key."""
    if not text.startswith(PREFIX):
        raise BadNote("不是私钥（PRIVATE+KEY+ 开头的一行）")
    name, _, rest = text.strip().removeprefix(PREFIX).partition("+")
    key_id, _, data = rest.partition("+")
    raw = decoded(data)
    if len(raw) != 33 or raw[0] != ED25519:
        raise BadNote("不是 Ed25519 私钥")
    private_key = Ed25519PrivateKey.from_private_bytes(raw[1:])
    if key_id != key_of(name, private_key).key_id.hex():
        raise BadNote("私钥与它的编号不符")
    return name, private_key
