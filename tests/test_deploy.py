"""The files of honors_site/deploy/ that no other test reads."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.lacking import program
from tests.processes import ROOT

UNIT = ROOT / "honors_site" / "deploy" / "honors-record.service"
# Of ten, in systemd's own judgment; what is left open is the network, which the site is for.
MAX_EXPOSURE = 2.0


def test_service_may_do_no_more_than_it_needs() -> None:
    threshold = f"--threshold={MAX_EXPOSURE * 10:.0f}"
    command = [program("systemd-analyze", "systemd"), "security", "--offline=true", threshold, str(UNIT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("guide", sorted((ROOT / "honors_site" / "deploy").rglob("*.md")), ids=str)
def test_links_of_the_guides_lead_to_a_heading(guide: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", guide.read_text(encoding="utf-8")):
        text = (guide.parent / target if target else guide).read_text(encoding="utf-8")
        headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        assert anchor in {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


def test_no_guide_lets_a_shell_read_the_settings() -> None:
    for file in (ROOT / "honors_site" / "deploy").rglob("*.*"):
        if file.suffix in {".md", ".sh"}:
            assert ". /etc/honors-record.env" not in file.read_text(encoding="utf-8")


def test_two_processes_that_take_turns_have_ports_that_no_setting_changes() -> None:
    guide = (ROOT / "honors_site" / "deploy" / "README.md").read_text(encoding="utf-8")
    assert "--setenv PORT" not in guide
    assert "serve --port 8001" in guide
