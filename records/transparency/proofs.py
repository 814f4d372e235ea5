"""Secures JSON documents by W3C Data Integrity, with Ed25519 over the canonical form (eddsa-jcs-2022).

No library: what there is of it is two hashes and a signature. The test holds it against the example of the
recommendation (vc-di-eddsa).
"""

import hashlib
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .canonical import canonical

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519 = b"\xed\x01"  # stands before the 32 bytes of a public key
Document = dict[str, Any]


def multibase(data: bytes) -> str:
    """Writes bytes in base 58, as bitcoin does, with the letter that says so."""
    number, digits = int.from_bytes(data), ""
    while number:
        number, digit = divmod(number, 58)
        digits = BASE58[digit] + digits
    return "z" + "1" * (len(data) - len(data.lstrip(b"\0"))) + digits


def from_multibase(text: str) -> bytes:
    """Raises ValueError for any other form."""
    if not text.startswith("z"):
        raise ValueError("not base 58")
    digits = text[1:]
    number = 0
    for digit in digits:
        number = number * 58 + BASE58.index(digit)
    zeros = len(digits) - len(digits.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def public_multibase(public: bytes) -> str:
    return multibase(ED25519 + public)


def secured(document: Document, secret: Ed25519PrivateKey, method: str, **more: Any) -> Document:
    """Returns the document with a proof; `method` is the address of the public key.

    The proof says no time of its own: so the same document is the same bytes, whenever it is asked for.
    """
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
        "@context": document["@context"],
        **more,
    }
    proof["proofValue"] = multibase(secret.sign(signed_bytes(document, proof)))
    return {**document, "proof": proof}


def holds(document: Document, public: bytes) -> bool:
    """Tells whether the proof of the document is one by the secret half of this key."""
    proof = dict(document["proof"])
    try:
        signature = from_multibase(proof.pop("proofValue"))
        unsecured = {name: value for name, value in document.items() if name != "proof"}
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed_bytes(unsecured, proof))
    except (InvalidSignature, ValueError, KeyError):
        return False
    return True


def signed_bytes(document: Document, proof: Document) -> bytes:
    return hashlib.sha256(canonical(proof)).digest() + hashlib.sha256(canonical(document)).digest()
