"""Faults of a machine, done to real servers: nothing is lost, nothing counted twice, and it heals by itself.

Each test has a quick form, run with all others, and a long one: `make faults`. A few have the long one only.
All of it stays on this machine.
"""

import os

import pytest

IS_LONG = os.environ.get("FAULTS") == "long"


in_minutes = pytest.mark.skipif(not IS_LONG, reason="takes minutes: make faults")


def sized(quick: int, long: int) -> int:
    return long if IS_LONG else quick
