"""The pages for people name the public log, its key, the canonical forms and the program that checks them."""

import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from records import publishing
from records.transparency.signing import sign_all
from tests.views.asking import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/verify/", "/open-data/", "/elder/verify/", "/zh-hant/open-data/"])
def test_log_key_and_program_are_named_and_there(client: Client, address: str) -> None:
    publishing.publish(make(), by=None)
    sign_all()
    shown = unescape(client.get(address).content.decode()).replace("<wbr>", "")
    links = set(re.findall(r'href="(/log/[^"]*)"', shown))
    assert links == {"/log/checkpoint", "/log/key", "/log/verify.py"}
    assert all(client.get(link).status_code == 200 for link in links)
    assert "/records/1/versions/1.canonical.json" in shown
    assert "python3 verify.py http" in shown


def test_the_program_that_is_served_runs_by_itself(client: Client, tmp_path: Path) -> None:
    program = tmp_path / "verify.py"
    program.write_bytes(client.get("/log/verify.py").content)
    done = subprocess.run(
        [sys.executable, "-I", program, "--help"], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert "--state" in done.stdout
