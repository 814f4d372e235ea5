"""The operator's tools outside the running site: the locks and the commands."""

import re
import subprocess
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.processes import ROOT

PINNED = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)


def pinned(lock: str) -> dict[str, str]:
    """Reads a lock file: the version of every package by its name."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {canonicalize_name(name): version for name, version in PINNED.findall(text)}


def wanted(*groups: list[str]) -> list[Requirement]:
    return [Requirement(line) for group in groups for line in group]


def project() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_lock_holds_every_direct_dependency_in_a_version_that_is_allowed() -> None:
    locked = pinned("requirements.txt")
    for one in wanted(project()["project"]["dependencies"]):
        assert locked[canonicalize_name(one.name)] in one.specifier, one


def test_the_development_lock_adds_to_the_lock_and_changes_nothing_in_it() -> None:
    locked, developing = pinned("requirements.txt"), pinned("tests/requirements.txt")
    assert locked.items() <= developing.items()
    for one in wanted(project()["dependency-groups"]["dev"]):
        assert developing[canonicalize_name(one.name)] in one.specifier, one


def test_every_locked_package_is_hashed_and_comes_from_wherever_the_operator_installs_from() -> None:
    for lock in ("requirements.txt", "tests/requirements.txt"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        entries = re.split(r"\n(?=[\w.-]+==)", text)[1:]
        assert len(entries) == len(pinned(lock))
        assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
        assert re.findall(r"https?:|file:|^-", text, re.MULTILINE) == []


def test_make_alone_lists_every_command() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    commands = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert commands
    assert re.findall(r"^  make ([a-z-]+) ", listed, re.MULTILINE) == commands[1].split()
