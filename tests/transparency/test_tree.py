"""Says that tiles are those of C2SP, and that proofs of every size come from them and hold."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.transparency.tree import MissingTile, Tiles, appended, tile_widths
from records.transparency.verify import (
    bundle_path,
    join_bundle,
    leaf_hash,
    root_of,
    split_bundle,
    split_hashes,
    tile_path,
    verify_consistency,
    verify_inclusion,
)
from tests.transparency.vectors import (
    CONSISTENCY,
    INCLUSION,
    LEAVES,
    naive_path,
    naive_proof,
    naive_root,
    of_hex,
)

SIZE = 300
ENTRIES = [b"entry %d" % number for number in range(SIZE)]
HASHES = [leaf_hash(entry) for entry in ENTRIES]


class Store(dict):
    """Keeps tiles in memory and remembers which were read."""

    def __init__(self, hashes=(), size=0):
        self.size = size
        self.reads = []
        self.add(hashes)

    def read(self, level, index):
        self.reads.append((level, index))
        return self.get((level, index), b"")

    def add(self, hashes):
        changed = appended(self.read, self.size, hashes)
        self.update(changed)
        self.size += len(hashes)
        return changed

    def tiles(self, size=None):
        self.reads.clear()
        return Tiles(self.read, self.size if size is None else size)


STORE = Store(HASHES)
ROOTS = [root_of(HASHES[:size]) for size in range(SIZE + 1)]


NUMBERED = [leaf_hash(b"%d" % number) for number in range(70_000)]


def numbered(size):
    return NUMBERED[:size]


def test_tree_of_70_000_has_the_tiles_that_the_specification_counts():
    tiles = Store(numbered(70_000))
    full = [place for place, tile in tiles.items() if len(tile) == 8192]
    partial = {place: len(tile) // 32 for place, tile in tiles.items() if len(tile) < 8192}
    assert [sum(level == wanted for level, _ in full) for wanted in (0, 1, 2)] == [273, 1, 0]
    assert partial == {(0, 273): 112, (1, 1): 17, (2, 0): 1}
    assert {(level, index) for level in range(4) for index, _ in tile_widths(level, 70_000)} == set(tiles)


def test_tree_of_256_has_a_full_tile_and_one_hash_above_it():
    tiles = Store(numbered(256))
    assert {place: len(tile) // 32 for place, tile in tiles.items()} == {(0, 0): 256, (1, 0): 1}
    assert list(tile_widths(1, 256)) == [(0, 1)]


@pytest.mark.parametrize(
    ("level", "index", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (0, 999, 256, "tile/0/999"),
        (1, 1000, 256, "tile/1/x001/000"),
        (0, 1234067, 256, "tile/0/x001/x234/067"),
        (63, 1234, 5, "tile/63/x001/234.p/5"),
    ],
)
def test_paths_of_tiles_are_those_of_the_specification(level, index, width, path):
    assert tile_path(level, index, width) == path


def test_bundles_stand_beside_the_tiles():
    assert bundle_path(0) == "tile/entries/000"
    assert bundle_path(1234067, 1) == "tile/entries/x001/x234/067.p/1"


@pytest.mark.parametrize(("index", "width"), [(-1, 1), (0, 0), (0, 257)])
def test_there_is_no_path_of_a_tile_that_cannot_be(index, width):
    with pytest.raises(ValueError, match="no tile"):
        tile_path(0, index, width)


@given(st.lists(st.binary(max_size=300)))
def test_a_bundle_gives_back_its_entries(entries):
    assert split_bundle(join_bundle(entries)) == entries


def test_entries_have_two_bytes_of_length_before_them():
    assert join_bundle([b"a", b"", b"b" * 258]) == b"\0\1a\0\0\1\2" + b"b" * 258


@pytest.mark.parametrize("bundle", [b"\0", b"\0\2a", b"\0\1a\0"])
def test_a_torn_bundle_is_no_bundle(bundle):
    with pytest.raises(ValueError, match="ends within an entry"):
        split_bundle(bundle)


def test_an_entry_of_more_than_65_535_bytes_has_no_place():
    assert len(join_bundle([b"a" * 65_535])) == 65_537
    with pytest.raises(OverflowError):
        join_bundle([b"a" * 65_536])


def test_every_root_up_to_300_entries_comes_from_the_tiles_of_the_largest():
    assert [STORE.tiles(size).root() for size in range(SIZE + 1)] == ROOTS


def test_every_inclusion_proof_up_to_300_entries_holds():
    tiles = STORE.tiles()
    for size in range(1, SIZE + 1):
        for index in range(size):
            assert verify_inclusion(HASHES[index], index, size, tiles.inclusion(index, size), ROOTS[size])


def test_every_consistency_proof_up_to_300_entries_holds():
    tiles = STORE.tiles()
    for new in range(SIZE + 1):
        for old in range(new + 1):
            assert verify_consistency(old, ROOTS[old], new, ROOTS[new], tiles.consistency(old, new))


@pytest.mark.parametrize(("index", "size", "path"), INCLUSION)
def test_inclusion_proofs_are_the_reference_ones(index, size, path):
    tiles = Store([leaf_hash(leaf) for leaf in LEAVES]).tiles()
    assert tiles.inclusion(index, size) == of_hex(path)


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCY)
def test_consistency_proofs_are_the_reference_ones(old, new, path):
    tiles = Store([leaf_hash(leaf) for leaf in LEAVES]).tiles()
    assert tiles.consistency(old, new) == of_hex(path)


@given(st.integers(1, SIZE), st.data())
@settings(deadline=None, max_examples=30)
def test_proofs_are_what_the_recursion_of_the_rfc_says(size, data):
    index = data.draw(st.integers(0, size - 1))
    assert STORE.tiles(size).inclusion(index) == naive_path(index, ENTRIES[:size])
    assert STORE.tiles(size).consistency(index + 1) == naive_proof(index + 1, ENTRIES[:size])
    assert STORE.tiles(size).root() == naive_root(ENTRIES[:size])


def flipped(value: bytes, bit: int) -> bytes:
    return bytes([*value[: bit // 8], value[bit // 8] ^ 1 << bit % 8, *value[bit // 8 + 1 :]])


@given(st.integers(1, SIZE), st.data())
def test_no_inclusion_holds_with_any_bit_flipped(size, data):
    index = data.draw(st.integers(0, size - 1))
    parts = [HASHES[index], ROOTS[size], *STORE.tiles(size).inclusion(index)]
    which, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
    parts[which] = flipped(parts[which], bit)
    leaf, root, *proof = parts
    assert not verify_inclusion(leaf, index, size, proof, root)


@given(st.integers(1, SIZE), st.data())
def test_no_consistency_holds_with_any_bit_flipped(new, data):
    old = data.draw(st.integers(1, new))
    parts = [ROOTS[old], ROOTS[new], *STORE.tiles().consistency(old, new)]
    which, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
    parts[which] = flipped(parts[which], bit)
    first, second, *proof = parts
    assert not verify_consistency(old, first, new, second, proof)


@given(st.lists(st.integers(0, 600), max_size=8))
@settings(deadline=None, max_examples=15)
def test_a_tree_is_the_same_however_its_entries_came(steps):
    store = Store()
    for step in steps:
        store.add(numbered(store.size + step)[store.size :])
    assert store == Store(numbered(sum(steps)))
    assert store.tiles().root() == root_of(numbered(sum(steps)))


def test_appending_returns_only_tiles_that_change():
    store = Store(numbered(700))
    assert set(store.add(numbered(701)[700:])) == {(0, 2)}
    assert set(store.add(numbered(768)[701:])) == {(0, 2), (1, 0)}


def test_appending_reads_one_tile_of_each_level_and_never_a_full_one():
    store = Store(numbered(66_000))
    store.reads.clear()
    store.add([hashlib.sha256().digest()] * 300)
    assert store.reads == [(0, 257), (1, 1)]


def test_proofs_from_a_large_tree_read_few_tiles():
    store = Store(numbered(66_000))
    for proof in (lambda tiles: tiles.inclusion(12_345), lambda tiles: tiles.consistency(12_345), Tiles.root):
        tiles = store.tiles()
        proof(tiles)
        assert len(store.reads) <= 6


def test_a_tile_serves_also_the_smaller_trees_from_when_it_was_partial():
    assert STORE.tiles().tile(0, 1, 3) == b"".join(HASHES[256:259])
    assert split_hashes(STORE.tiles().tile(1, 0, 1)) == [root_of(HASHES[:256])]


def test_a_lost_tile_is_said_to_be_lost():
    store = Store(numbered(700))
    del store[0, 1]
    with pytest.raises(MissingTile, match="level 0, tile 1"):
        store.tiles().inclusion(300)
    store[0, 2] = store[0, 2][:-32]
    with pytest.raises(MissingTile, match="level 0, tile 2"):
        store.add(numbered(1))


@pytest.mark.parametrize("question", [(300, None), (-1, None), (5, 5), (5, 301)])
def test_there_is_no_inclusion_proof_of_an_entry_outside_the_tree(question):
    with pytest.raises(ValueError, match="no entry"):
        STORE.tiles().inclusion(*question)


@pytest.mark.parametrize("question", [(301, None), (-1, None), (6, 5), (5, 301)])
def test_there_is_no_consistency_proof_between_trees_that_are_not(question):
    with pytest.raises(ValueError, match="no way"):
        STORE.tiles().consistency(*question)
