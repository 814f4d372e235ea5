"""Says that notes, checkpoints and cosignatures have the forms of C2SP, by its own examples."""

from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from records.transparency.notes import (
    cosignature,
    key_of,
    parse_private_key,
    sign_note,
    signature_line,
    write_private_key,
)
from records.transparency.verify import (
    COSIGNATURE,
    EMPTY_ROOT,
    BadNote,
    Checkpoint,
    Key,
    make_key,
    parse_checkpoint,
    parse_key,
    parse_note,
    signers,
    verify_note,
)

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
KEY = key_of("honors.example/log", PRIVATE)
CHECKPOINT = Checkpoint("honors.example/log", 7, EMPTY_ROOT)
NOTE = sign_note(CHECKPOINT.text(), KEY.name, PRIVATE)
# The example of Go's note package, whose key is public.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = """If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""


def test_the_note_of_another_program_is_verified():
    assert verify_note(GO_NOTE.encode(), [parse_key(GO_KEY)]).startswith("If you think")


def test_a_signed_note_is_verified_by_its_key():
    assert verify_note(NOTE, [KEY]) == CHECKPOINT.text()


def test_a_key_is_written_as_it_was_read():
    assert parse_key(GO_KEY).vkey == GO_KEY
    assert parse_key(f"{KEY.vkey}\n") == KEY


def test_a_note_of_an_unknown_key_is_not_believed():
    with pytest.raises(BadNote, match="没有认得的钥匙"):
        verify_note(NOTE, [key_of("honors.example/log", OTHER), key_of("other.example", PRIVATE)])


def test_a_changed_text_is_not_believed():
    with pytest.raises(BadNote, match="不是这段文字的"):
        verify_note(NOTE.replace(b"\n7\n", b"\n8\n"), [KEY])


def test_a_false_signature_of_a_known_key_spoils_the_note_even_beside_a_good_one():
    other = key_of("w.example", OTHER)
    false = signature_line(other, PRIVATE.sign(CHECKPOINT.text().encode()))
    with pytest.raises(BadNote, match=r"w\.example"):
        verify_note(NOTE + false.encode(), [KEY, other])
    assert verify_note(NOTE + false.encode(), [KEY])


def test_a_key_that_collides_in_name_and_number_signs_nothing():
    stolen = Key(KEY.name, KEY.key_id, key_of(KEY.name, OTHER).public)
    note = f"{CHECKPOINT.text()}\n{signature_line(stolen, OTHER.sign(CHECKPOINT.text().encode()))}"
    with pytest.raises(BadNote, match="不是这段文字的"):
        verify_note(note.encode(), [KEY])


def test_a_text_may_have_empty_lines():
    assert verify_note(sign_note("一\n\n二\n", "a", PRIVATE), [key_of("a", PRIVATE)]) == "一\n\n二\n"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        NOTE[:-1],
        NOTE + b"\n",
        NOTE.replace(b"\n7\n", b"\r\n7\n"),
        b"\xff" + NOTE,
        NOTE.replace("— ".encode(), b"- "),
        NOTE.replace(b"\n\n", b"\n"),
        b"text\n\n\xe2\x80\x94 name AAAA\n",
        b"text\n\n\xe2\x80\x94 na+me AAAAAAAA\n",
        b"text\n\n\xe2\x80\x94  AAAAAAAA\n",
        b"text\n\n\xe2\x80\x94 name AAAAAAB=\n",
        b"a" * 1_000_001,
        NOTE + NOTE.splitlines(keepends=True)[-1] * 100,
    ],
)
def test_what_is_no_note_is_refused(data):
    with pytest.raises(BadNote):
        parse_note(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_note_or_refused(data):
    for read in (parse_note, lambda data: parse_note(b"text\n\n\xe2\x80\x94 " + data + b"\n")):
        with suppress(BadNote):
            read(data)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "name",
        GO_KEY.replace("c74f20a3", "c74f20a4"),
        GO_KEY.replace("Peter", "Poter"),
        GO_KEY.replace("+AR", "+BR"),
        GO_KEY[:-4],
        GO_KEY.replace("PeterNeumann", "Peter Neumann"),
    ],
)
def test_what_is_no_key_is_refused(vkey):
    with pytest.raises(BadNote):
        parse_key(vkey)


@pytest.mark.parametrize("checkpoint", [CHECKPOINT, Checkpoint("a/b", 0, EMPTY_ROOT, ("更多", "b"))])
def test_a_checkpoint_is_read_as_it_was_written(checkpoint):
    assert parse_checkpoint(checkpoint.text()) == checkpoint


ROOT = CHECKPOINT.text().split("\n")[2]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        f"a\n1\n{ROOT}",
        f"a\n01\n{ROOT}\n",
        f"a\n-1\n{ROOT}\n",
        f"a\n１\n{ROOT}\n",
        f"a\n{10**19}\n{ROOT}\n",
        f"\n1\n{ROOT}\n",
        f"a\n1\n{ROOT}\n\n",
        f"a\n1\n{ROOT}\n\nmore\n",
        f"a\n1\n{ROOT[:-4]}\n",
        f"a\n1\n{ROOT[:-1]}\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(BadNote):
        parse_checkpoint(text)


def test_a_witness_cosigns_with_its_own_number_and_the_time():
    line = cosignature(CHECKPOINT.text(), "witness.example/w1", OTHER, 1679315147)
    witness = key_of("witness.example/w1", OTHER, COSIGNATURE)
    text, found = signers(NOTE + line, [KEY, witness])
    assert text == CHECKPOINT.text()
    assert found == [KEY, witness]
    (_, signature) = parse_note(NOTE + line)[1]
    assert signature.signature[:8] == (1679315147).to_bytes(8, "big")
    signed = f"cosignature/v1\ntime 1679315147\n{CHECKPOINT.text()}".encode()
    OTHER.public_key().verify(signature.signature[8:], signed)


def test_a_cosignature_with_another_time_does_not_hold():
    line = cosignature(CHECKPOINT.text(), "w", OTHER, 5)
    (signature,) = parse_note(CHECKPOINT.text().encode() + b"\n" + line)[1]
    later = signature_line(key_of("w", OTHER, COSIGNATURE), (6).to_bytes(8, "big") + signature.signature[8:])
    with pytest.raises(BadNote, match="不是这段文字的"):
        verify_note(NOTE + later.encode(), [key_of("w", OTHER, COSIGNATURE)])


def test_a_cosignature_is_no_signature_of_the_log():
    line = cosignature(CHECKPOINT.text(), KEY.name, PRIVATE, 5)
    with pytest.raises(BadNote, match="没有认得的钥匙"):
        verify_note(CHECKPOINT.text().encode() + b"\n" + line, [KEY])


def test_a_private_key_is_written_in_the_form_of_other_programs():
    # From the examples of Go's note package.
    written = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
    name, private = parse_private_key(written)
    assert key_of(name, private).vkey == GO_KEY
    assert write_private_key(name, private) == written


@pytest.mark.parametrize(
    "text", ["", GO_KEY, "PRIVATE+KEY+a", write_private_key("a", OTHER).replace("+a+", "+b+")]
)
def test_what_is_no_private_key_is_refused_without_showing_it(text):
    with pytest.raises(BadNote) as refused:
        parse_private_key(text)
    assert "+a+" not in str(refused.value)


@pytest.mark.parametrize("text", ["no line's end", "tab\t\n"])
def test_a_text_that_can_be_no_note_is_not_signed(text):
    with pytest.raises(BadNote):
        sign_note(text, "a", PRIVATE)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a　b"])
def test_a_name_that_no_note_can_hold_gets_no_key(name):
    with pytest.raises(BadNote, match="不能作钥匙的名称"):
        make_key(name, bytes(32))
