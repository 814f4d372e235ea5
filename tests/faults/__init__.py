"""Faults of a machine, done to real servers: nothing is lost, nothing counted twice, and it heals by itself.

Each test has a quick form, run with all others, and a long one: `make faults`. All of it stays on this machine.
"""

import os

IS_LONG = os.environ.get("FAULTS") == "long"


def sized(quick: int, long: int) -> int:
    return long if IS_LONG else quick
