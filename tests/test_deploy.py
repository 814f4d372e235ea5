"""The files of honors_site/deploy/ that no other test reads."""

import subprocess

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
