"""Skips a test that needs something the machine lacks; in CI it fails."""

import os
import shutil
from typing import NoReturn

import pytest

IN_CI = os.environ.get("CI") == "true"


def lacking(reason: str) -> NoReturn:
    if IN_CI:
        pytest.fail(reason)
    pytest.skip(reason)


def program(name: str, package: str) -> str:
    """Returns the path of a program that a Debian package brings."""
    return shutil.which(name) or lacking(f"{name} is not installed (apt-get install {package})")
