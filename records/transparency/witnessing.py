"""Keeps watch on the log of another site: cosigns its head as long as it only grows (c2sp.org/tlog-cosignature)."""

import os
import re
import time
from contextlib import closing
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from .notes import cosignature, key_of, parse_private_key, write_private_key
from .verify import COSIGNATURE, Broken, Key, Report, follow, load, save, source_of

Secret = tuple[str, Ed25519PrivateKey]


def cosigned_head(
    address: str, state: Path, secret: Secret, key: Key | None, report: Report
) -> tuple[str, bytes]:
    """Returns the name of the log, and its head with our line. Raises Broken where it does not follow the one
    remembered in `state`, CannotCheck where it cannot be read.

    What we saw is on the disk before we say that we saw it: after a crash we never cosign another history.
    """
    with closing(source_of(address)) as source:
        seen = follow(source, load(state), report, key=key, may_recover=False)
    if report.wrong:
        raise Broken("；".join(report.wrong))
    save(state, seen)
    text = seen.note[: seen.note.rindex("\n\n") + 1]
    return seen.origin, seen.note.encode() + cosignature(text, *secret, int(time.time()))


def keep(folder: Path, origin: str, note: bytes) -> Path:
    """Writes the head where others may fetch it: one file for each size of each log."""
    size = note.split(b"\n")[1].decode()
    path = folder / re.sub(r"[^\w.-]", "_", origin).lstrip(".") / size
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(note)
    return path


def new_secret(path: Path, name: str) -> Secret:
    """Makes a key in this file, which the witness alone can read. Raises FileExistsError, and BadNote for the name."""
    private_key = Ed25519PrivateKey.generate()
    written = write_private_key(name, private_key)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{written}\n")
    return name, private_key


def read_secret(path: Path) -> Secret:
    return parse_private_key(path.read_text("utf-8").strip())


def verifier(secret: Secret) -> str:
    """Returns the public key of the cosignatures, to be given to others."""
    return key_of(*secret, COSIGNATURE).vkey
