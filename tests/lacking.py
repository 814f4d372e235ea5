"""What a test needs of the machine and does not find there: a reason to skip it, but in CI a failure."""

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
    """The path of a program that a Debian package brings."""
    return shutil.which(name) or lacking(f"{name} is not installed (apt-get install {package})")
