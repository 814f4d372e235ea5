import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.transparency.verify import leaf_hash, root_of, verify_consistency, verify_inclusion
from tests.transparency.vectors import CONSISTENCY, INCLUSION, LEAVES, ROOTS, naive_root, of_hex

ROOT = of_hex(ROOTS)
SOME_HASH = bytes.fromhex("abacaba000000000000000000000000000000000000000000060061e00123456")


def test_roots_are_those_of_the_reference_tree():
    assert [root_of([leaf_hash(leaf) for leaf in LEAVES[:size]]) for size in range(9)] == ROOT


@pytest.mark.parametrize("size", [1, 2, 3, 7, 255, 256, 257, 300])
def test_root_is_what_the_recursion_of_the_rfc_says(size):
    entries = [b"%d" % number for number in range(size)]
    assert root_of([leaf_hash(entry) for entry in entries]) == naive_root(entries)


@pytest.mark.parametrize(("index", "size", "path"), INCLUSION)
def test_reference_inclusion_proofs_hold(index, size, path):
    assert verify_inclusion(leaf_hash(LEAVES[index]), index, size, of_hex(path), ROOT[size])


@pytest.mark.parametrize(("index", "size", "path"), INCLUSION)
def test_spoiled_inclusion_proofs_do_not_hold(index, size, path):
    leaf, proof, root = leaf_hash(LEAVES[index]), of_hex(path), ROOT[size]
    spoiled = [
        *((leaf, wrong, size, proof, root) for wrong in {index - 1, index + 1, index ^ 2, -1, size}),
        *((leaf, index, wrong, proof, root) for wrong in (size * 2, size // 2, 0)),
        (SOME_HASH, index, size, proof, root),
        (b"short", index, size, proof, root),
        (leaf, index, size, proof, SOME_HASH),
        (leaf, index, size, proof, b""),
        *((leaf, index, size, [*proof, more], root) for more in (b"", root, SOME_HASH)),
        *((leaf, index, size, [more, *proof], root) for more in (b"", root, SOME_HASH)),
    ]
    spoiled += [(leaf, index, size, proof[:-1], root)] if proof else []
    assert [probe for probe in spoiled if verify_inclusion(*probe)] == []


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCY)
def test_reference_consistency_proofs_hold(old, new, path):
    assert verify_consistency(old, ROOT[old], new, ROOT[new], of_hex(path))


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCY[1:])
def test_spoiled_consistency_proofs_do_not_hold(old, new, path):
    first, second, proof = ROOT[old], ROOT[new], of_hex(path)
    spoiled = [
        *((wrong, first, new, second, proof) for wrong in (old - 1, old + 1, old ^ 2, -1)),
        *((old, first, wrong, second, proof) for wrong in (new * 2, new // 2)),
        (old, SOME_HASH, new, second, proof),
        (old, first, new, SOME_HASH, proof),
        (old, second, new, first, proof),
        (old, first, new, second, []),
        (old, first, new, second, proof[:-1]),
        *((old, first, new, second, [*proof, more]) for more in (b"", first, second)),
        *((old, first, new, second, [more, *proof]) for more in (b"", first, second, proof[0])),
    ]
    assert [probe for probe in spoiled if verify_consistency(*probe)] == []


def test_every_tree_follows_the_empty_one_and_itself():
    assert verify_consistency(0, ROOT[0], 0, ROOT[0], [])
    assert verify_consistency(0, ROOT[0], 5, ROOT[5], [])
    assert verify_consistency(5, ROOT[5], 5, ROOT[5], [])
    assert not verify_consistency(0, ROOT[1], 5, ROOT[5], [])
    assert not verify_consistency(0, ROOT[1], 0, ROOT[1], [])
    assert not verify_consistency(5, ROOT[5], 5, ROOT[4], [])
    assert not verify_consistency(5, ROOT[5], 3, ROOT[3], [])


@given(st.binary(), st.integers(0, 300), st.integers(0, 300), st.lists(st.binary(min_size=32, max_size=32)))
def test_nothing_invented_is_proven(leaf, first, second, proof):
    assert not verify_inclusion(leaf_hash(leaf), first, second, proof, SOME_HASH)
    assert not verify_consistency(first, SOME_HASH, second, leaf_hash(leaf), proof)
