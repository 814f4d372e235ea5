"""Says that Ed25519 without `cryptography` accepts and refuses the same as with it."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from records.transparency import verify
from records.transparency.verify import ORDER, P, ed25519_holds

# RFC 8032 §7.1, tests 1 to 3: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
# Points of small order, as they are written and as they must not be.
SMALL = [
    (1).to_bytes(32, "little"),
    (P - 1).to_bytes(32, "little"),
    (0).to_bytes(32, "little"),
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
]
ODD = [
    (1 | 1 << 255).to_bytes(32, "little"),
    (P - 1 | 1 << 255).to_bytes(32, "little"),
    *(number.to_bytes(32, "little") for number in (P, P + 1, P + 2, 2**255 - 1, P | 1 << 255, 2**256 - 1)),
]


@pytest.fixture(params=[True, False], ids=["with cryptography", "without"])
def holds(request, monkeypatch):
    if not request.param:
        monkeypatch.setattr(verify, "Ed25519PublicKey", None)
    return ed25519_holds


def slowly(*arguments):
    """Asks as if `cryptography` were not installed."""
    found, verify.Ed25519PublicKey = verify.Ed25519PublicKey, None
    try:
        return ed25519_holds(*arguments)
    finally:
        verify.Ed25519PublicKey = found


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_signatures_of_the_rfc_hold(holds, public, message, signature):
    assert holds(bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature))


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=100))
@settings(deadline=None, max_examples=25)
def test_signatures_made_by_cryptography_hold_without_it(seed, message):
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = private.public_key().public_bytes_raw(), private.sign(message)
    assert slowly(public, message, signature)
    assert not slowly(public, message + b".", signature)


@given(st.binary(min_size=32, max_size=32), st.integers(0, 2), st.integers(0, 511), st.binary(min_size=1))
@settings(deadline=None, max_examples=40)
def test_both_say_the_same_of_a_spoiled_signature(seed, which, bit, message):
    private = Ed25519PrivateKey.from_private_bytes(seed)
    parts = [private.public_key().public_bytes_raw(), message, private.sign(message)]
    spoiled = bytearray(parts[which])
    spoiled[bit // 8 % len(spoiled)] ^= 1 << bit % 8
    parts[which] = bytes(spoiled)
    assert ed25519_holds(*parts) == slowly(*parts) == False  # noqa: E712 - all three


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=64, max_size=64), st.binary(max_size=20))
@settings(deadline=None, max_examples=40)
def test_both_say_the_same_of_any_bytes(public, signature, message):
    assert ed25519_holds(public, message, signature) == slowly(public, message, signature)


@pytest.mark.parametrize("key", SMALL + ODD)
@pytest.mark.parametrize("near", SMALL + ODD)
def test_both_say_the_same_of_points_of_small_order_and_odd_ones(key, near):
    for s in (0, 1, ORDER - 1, ORDER):
        for message in (b"", b"a", b"b"):
            signature = near + s.to_bytes(32, "little")
            assert ed25519_holds(key, message, signature) == slowly(key, message, signature)


@pytest.mark.parametrize("odd", ODD)
def test_what_is_no_point_or_written_oddly_is_refused(holds, odd):
    public, message, signature = map(bytes.fromhex, VECTORS[0])
    assert not holds(odd, message, signature)
    assert not holds(public, message, odd + signature[32:])


def test_a_scalar_above_the_order_is_refused(holds):
    public, message, signature = map(bytes.fromhex, VECTORS[1])
    s = int.from_bytes(signature[32:], "little") + ORDER
    assert not holds(public, message, signature[:32] + s.to_bytes(32, "little"))


@pytest.mark.parametrize(
    ("public", "signature"), [(b"", b""), (bytes(31), bytes(64)), (bytes(32), bytes(63))]
)
def test_keys_and_signatures_of_another_length_are_refused(holds, public, signature):
    assert not holds(public, b"", signature)
