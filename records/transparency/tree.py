"""Grows the log's tree in tiles (c2sp.org/tlog-tiles) and takes proofs from them, without Django.

A tile holds up to 256 hashes. Those of level 0 are of entries, each of a higher level is the root of a full tile below,
so that a proof reads as many tiles as the tree has levels, and a few more at its edge.
"""

from collections.abc import Callable, Iterator, Sequence

from .verify import EMPTY_ROOT, HASH_SIZE, TILE_WIDTH, node_hash, root_of, split_hashes

Read = Callable[[int, int], bytes]
FULL = TILE_WIDTH * HASH_SIZE


class MissingTile(Exception):
    """A tile that the tree needs is absent or too short: what is stored is damaged."""


class Tiles:
    """Reads the tree of `size` entries; `read(level, index)` may return a tile that has grown further since.

    Made for one head and a few answers: it keeps each tile and each root of a complete subtree that it needed.
    """

    def __init__(self, read: Read, size: int) -> None:
        self.read = read
        self.size = size
        self.known: dict[tuple[int, int], bytes] = {}
        self.roots: dict[tuple[int, int], bytes] = {}

    def root(self) -> bytes:
        return self.root_between(0, self.size) if self.size else EMPTY_ROOT

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """Returns the audit path of the entry in the tree of that size (RFC 9162 §2.1.3.1), nearest hash first."""
        size = self.size if size is None else size
        if not 0 <= index < size <= self.size:
            raise ValueError(f"no entry {index} in a tree of {size}")
        proof, start, end = [], 0, size
        while end - start > 1:
            middle = start + largest_power_below(end - start)
            if index < middle:
                proof.append(self.root_between(middle, end))
                end = middle
            else:
                proof.append(self.root_between(start, middle))
                start = middle
        return proof[::-1]

    def consistency(self, old: int, new: int | None = None) -> list[bytes]:
        """Returns the proof that the tree of `new` entries begins with that of `old` (RFC 9162 §2.1.4.1)."""
        new = self.size if new is None else new
        if not 0 <= old <= new <= self.size:
            raise ValueError(f"no way from a tree of {old} to one of {new}")
        if old in (0, new):
            return []
        proof, start, end = [], 0, new
        while end != old:
            middle = start + largest_power_below(end - start)
            if old <= middle:
                proof.append(self.root_between(middle, end))
                end = middle
            else:
                proof.append(self.root_between(start, middle))
                start = middle
        # A verifier who has the old head knows the root of a subtree that begins with the first entry.
        if start:
            proof.append(self.root_between(start, end))
        return proof[::-1]

    def tile(self, level: int, index: int, width: int = TILE_WIDTH) -> bytes:
        """Returns the first `width` hashes of a tile, as they are served."""
        tile = self.known.get((level, index)) or self.known.setdefault(
            (level, index), self.read(level, index)
        )
        if len(tile) < width * HASH_SIZE:
            raise MissingTile(f"level {level}, tile {index}: {width} hashes wanted, {len(tile)} bytes there")
        return tile[: width * HASH_SIZE]

    def root_between(self, start: int, end: int) -> bytes:
        """Returns the root of a subtree that begins where a tree of its size may begin."""
        power = 1 << (end - start).bit_length() - 1
        if power == end - start:
            return self.root_of_complete(power.bit_length() - 1, start // power)
        return node_hash(self.root_between(start, start + power), self.root_between(start + power, end))

    def root_of_complete(self, height: int, index: int) -> bytes:
        if (height, index) not in self.roots:
            level, rest = divmod(height, 8)
            tile, place = divmod(index << rest, TILE_WIDTH)
            after = place + (1 << rest)
            hashes = split_hashes(self.tile(level, tile, after)[place * HASH_SIZE :])
            self.roots[height, index] = root_of(hashes)
        return self.roots[height, index]


def tile_widths(level: int, size: int) -> Iterator[tuple[int, int]]:
    """Yields index and width of each tile that a tree of `size` has at the level."""
    hashes = size >> 8 * level
    for index in range(-(-hashes // TILE_WIDTH)):
        yield index, min(TILE_WIDTH, hashes - index * TILE_WIDTH)


def largest_power_below(number: int) -> int:
    return 1 << (number - 1).bit_length() - 1


def appended(read: Read, size: int, leaf_hashes: Sequence[bytes]) -> dict[tuple[int, int], bytes]:
    """Returns each tile that changes when these hashes follow the first `size`, by level and index.

    It reads one tile of each level. Only the last tile of a level is partial.
    """
    changed: dict[tuple[int, int], bytes] = {}
    level, hashes = 0, list(leaf_hashes)
    while hashes:
        index, width = divmod(size, TILE_WIDTH)
        data = Tiles(read, size).tile(level, index, width) if width else b""
        data += b"".join(hashes)
        hashes = []
        for start in range(0, len(data), FULL):
            tile = changed[level, index] = data[start : start + FULL]
            if len(tile) == FULL:
                hashes.append(root_of(split_hashes(tile)))
            index += 1
        size, level = size // TILE_WIDTH, level + 1
    return changed
