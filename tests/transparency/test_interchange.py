"""Says that programs of others read our log: the packages of Go's checksum database verify head, tiles and proofs.

They come from Debian, as golang-go and golang-golang-x-mod-dev; where they are missing this is skipped, in CI too:
installing them takes half a minute and half a gigabyte, for what changes with the form of the log alone.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from records.transparency.notes import cosignature
from records.transparency.tree import Tiles
from records.transparency.verify import encoded, leaf_hash, root_of, tile_path
from tests.transparency.made_site import MadeSite

SOURCE = Path(__file__).parent / "interchange/main.go"
PACKAGES = Path("/usr/share/gocode")
LACKING = [
    name
    for name, is_there in (
        ("golang-go", shutil.which("go")),
        ("golang-golang-x-mod-dev", (PACKAGES / "src/golang.org/x/mod/sumdb/tlog").is_dir()),
    )
    if not is_there
]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(LACKING), reason=f"needs {' and '.join(LACKING)}, which Debian has"),
]


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    folder = tmp_path_factory.mktemp("go")
    environment = {
        "PATH": os.environ["PATH"],
        "GO111MODULE": "off",
        "GOPATH": f"{PACKAGES}",
        "GOCACHE": f"{folder / 'cache'}",
        "GOFLAGS": "-buildvcs=false",
        "CGO_ENABLED": "0",
    }
    subprocess.run(["go", "build", "-o", folder / "read", SOURCE], env=environment, check=True)
    return folder / "read"


@pytest.fixture
def site(tmp_path):
    """Makes a log of two full tiles, one partial one and what is above them."""
    site = MadeSite(tmp_path)
    for number in range(600):
        site.tell("restored", record=number, note="荣誉" * (number % 7))
    site.sign()
    return site


def read(program, site, proofs=""):
    command = [program, site.folder / "log", site.key.vkey]
    return subprocess.run(command, input=proofs, capture_output=True, text=True)


def test_go_verifies_head_tiles_entries_and_our_proofs(program, site):
    def tile(level, index):
        width = min(256, (600 >> 8 * level) - index * 256)
        return (site.folder / "log" / tile_path(level, index, width)).read_bytes()

    leaves = [leaf_hash(entry) for entry in site.entries]
    tiles = Tiles(tile, 600)
    lines = [
        *(["inclusion", str(index), leaves[index], *tiles.inclusion(index)] for index in range(600)),
        *(["consistency", str(old), root_of(leaves[:old]), *tiles.consistency(old)] for old in range(1, 601)),
    ]
    proofs = "".join(
        " ".join(part if isinstance(part, str) else encoded(part) for part in line) + "\n" for line in lines
    )
    ran = read(program, site, proofs)
    assert (ran.stdout, ran.stderr) == ("600 entries, 1200 proofs\n", "")


def test_go_verifies_a_head_that_a_witness_cosigned(program, site):
    head = site.folder / "log/checkpoint"
    text = head.read_text().rpartition("\n\n")[0] + "\n"
    witness = Ed25519PrivateKey.from_private_bytes(bytes(32))
    head.write_bytes(head.read_bytes() + cosignature(text, "w.example", witness, 1_796_000_000))
    assert read(program, site).stdout == "600 entries, 0 proofs\n"


@pytest.mark.parametrize("path", ["checkpoint", "tile/0/001", "tile/1/000.p/2", "tile/entries/000"])
def test_go_refuses_what_was_tampered_with(program, site, path):
    file = site.folder / "log" / path
    content = bytearray(file.read_bytes())
    content[20] ^= 1
    file.write_bytes(content)
    assert read(program, site).returncode == 1
