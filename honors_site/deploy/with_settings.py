"""Runs a command with the settings of a file: python3 with_settings.py FILE COMMAND…

It reads the file as systemd reads an EnvironmentFile, so that the site and its commands never differ. A shell would: it
takes what follows a space in a value for a command, and replaces $. Needs Python alone, for `make prepare` has yet to
install the rest.
"""

import os
import re
import sys
from collections.abc import Iterator

LINE_END = rb"\r\n"
NAME = re.compile(rb"[ \t]*([A-Za-z_][A-Za-z0-9_]*)[ \t]*=")
REST = re.compile(rb"[^%b]*[%b]*" % (LINE_END, LINE_END))
# A value is made of quoted parts, and what follows them up to the end of the line.
PART = re.compile(
    rb"""[ \t]*(?:'([^']*)(?:'|\Z)|"((?:[^"\\]|\\.)*)(?:"|\Z)|((?:[^\\%b]|\\.)+))""" % LINE_END, re.DOTALL
)


def settings(text: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = 0
    while position < len(text):
        if found := NAME.match(text, position):
            position, parts = found.end(), []
            while part := PART.match(text, position):
                position = part.end()
                parts.append(read(*part.groups()))
            yield found[1], b"".join(parts)
        position = REST.match(text, position).end()  # type: ignore[union-attr]


def read(single: bytes | None, double: bytes | None, plain: bytes | None) -> bytes:
    if single is not None:
        return single
    if double is not None:
        return re.sub(rb'\\(?:\n|(["\\`$]))', rb"\1", double)
    return re.sub(rb"\\(?:\n|(.))", rb"\1", plain or b"", flags=re.DOTALL).rstrip(b" \t")


def main(file: str, *command: str) -> None:
    try:
        with open(file, "rb") as opened:  # noqa: PTH123 (a Path would take longer to import than all the rest)
            os.environb.update(settings(opened.read()))
        os.execvp(command[0], command)  # noqa: S606 (the command is what its caller runs)
    except OSError as error:
        sys.exit(f"{error.filename or command[0]}：{error.strerror}")


if __name__ == "__main__":
    main(*sys.argv[1:])
