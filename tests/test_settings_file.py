"""The settings' file is read by `honors` as systemd reads it, without a shell."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT

READER = ROOT / "honors_site" / "deploy" / "with_settings.py"


def read(folder: Path, text: str) -> dict[str, str]:
    """Returns what a command finds in its environment."""
    file = folder / "settings.env"
    file.write_text(text, encoding="utf-8")
    shown = [sys.executable, "-c", "import os, json; print(json.dumps(dict(os.environ)))"]
    done = subprocess.run(
        [sys.executable, str(READER), str(file), *shown],
        env={"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("X=plain", "plain"),
        ("X=某地 荣誉录", "某地 荣誉录"),
        ("X=ssh-ed25519 AAAA… you@laptop", "ssh-ed25519 AAAA… you@laptop"),
        ("X=https://a.example/?a=1&b=$HOME;c#d`e`", "https://a.example/?a=1&b=$HOME;c#d`e`"),
        ("X=postgres://honors:p%24*|<(w)@127.0.0.1/honors", "postgres://honors:p%24*|<(w)@127.0.0.1/honors"),
        ("  X =  spaced out \t", "spaced out"),
        ("X=", ""),
        ("X=a=b", "a=b"),
        ('X="in quotes "', "in quotes "),
        ("X='in $quotes # '", "in $quotes # "),
        ('X="a \\"word\\" \\n"', 'a "word" \\n'),
        ("X=it's", "it's"),
        ("X=back\\\\slash", "back\\slash"),
        ("X=one\\\n two", "one two"),
        ('X="two\nlines"', "two\nlines"),
        ("X=first\nX=second", "second"),
        ("X=windows\r\n", "windows"),
    ],
)
def test_value_is_read_as_systemd_reads_it(line: str, value: str, tmp_path: Path) -> None:
    assert read(tmp_path, line)["X"] == value


@pytest.mark.parametrize("line", ["# X=1", "; X=1", "  # X=1", "X", "export X=1", "1X=1", ""])
def test_comment_and_what_is_no_setting_set_nothing(line: str, tmp_path: Path) -> None:
    found = read(tmp_path, f"{line}\nY=2")
    assert "X" not in found
    assert found["Y"] == "2"


def test_what_a_shell_would_run_is_not_run(tmp_path: Path) -> None:
    read(tmp_path, f"X=$(touch {tmp_path}/made)\nY=1; touch {tmp_path}/made")
    assert not (tmp_path / "made").exists()


def test_status_of_the_command_is_that_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "settings.env").touch()
    done = subprocess.run([sys.executable, str(READER), str(tmp_path / "settings.env"), "sh", "-c", "exit 7"])
    assert done.returncode == 7


def test_file_that_cannot_be_read_stops_the_command(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(READER), str(tmp_path / "none.env"), "touch", str(tmp_path / "made")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "none.env" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "made").exists()


def test_example_sets_what_it_says(tmp_path: Path) -> None:
    example = (ROOT / "honors_site" / "deploy" / "honors.env").read_text(encoding="utf-8")
    found = read(tmp_path, example)
    assert (found["VAR"], found["PROXY_HOPS"]) == ("/var/lib/honors-record", "1")
    assert "DATABASE_URL" not in found
