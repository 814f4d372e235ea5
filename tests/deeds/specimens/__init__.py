"""Documents written for these tests: no place, person or number in them is real."""

from pathlib import Path

from records.deeds import Reading, read_deeds

FOLDER = Path(__file__).parent


def data(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def reading(name: str) -> Reading:
    return read_deeds(data(name), name)
